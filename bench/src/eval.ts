/**
 * `npm run eval`: search quality on the sets of ../shared/data/eval, with 95 % bootstrap intervals.
 * `-- --json` prints one JSON value; `--sets scholar-auto,cacm` picks sets; `--weights FILE` takes another embedder;
 * `--fit` fits the fusion's gate again and prints it with its cross-validation; `--index` also asks the real index, after
 * importing the corpus (minutes), or the one in the data folder `--data DIR`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStaticEmbedder } from '@offprint/search/embedder'
import { readSet, summariseSet, type Summary, type TestSet } from '@offprint/search/evaluation'
import { readDocuments, type Document } from '@offprint/search/text'
import { fitOn, type MeasuredSet } from './eval/gate.ts'
import { measures, partsOf, RANKERS } from './eval/rankers.ts'
import { throughIndex } from './eval/through-index.ts'

const DATA = '../shared/data'
/** Sets that are searched over the corpus with queries as one types them. */
const INDEXED = ['scholar-auto', 'known-item']
const SETS = ['scholar-auto', 'known-item', 'similar', 'cacm', 'cranfield', 'cisi']

interface Row {
  set: string
  system: string
  parts: Record<string, Summary>
}

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, sets: { type: 'string' }, weights: { type: 'string' }, fit: { type: 'boolean' }, index: { type: 'boolean' }, data: { type: 'string' } }
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  if (!existsSync(join(DATA, 'eval'))) {
    say(`Nothing measured: the test sets are not at ${DATA}/eval (they are not part of the project).`)
    return
  }
  const embedder = openStaticEmbedder(flags.weights)
  const rows: Row[] = []
  const measured: MeasuredSet[] = []
  if (!flags.json) say(`${'set'.padEnd(24)}${'system'.padEnd(18)}nDCG@10              recall@100           MRR`)

  for (const set of setsOf(flags.sets?.split(',') ?? SETS)) {
    const parts = partsOf(set, embedder)
    measured.push({ set, parts })
    for (const [system, ranker] of Object.entries(RANKERS)) {
      if (system === (set.name === 'similar' ? 'gate' : 'similar')) continue
      show({ set: set.name, system, parts: summariseSet(set, measures(set, parts, ranker)) })
    }
    if (flags.index && INDEXED.includes(set.name)) show({ set: set.name, system: 'the index', parts: summariseSet(set, await throughIndex(set, flags.data)) })
  }
  const fit = flags.fit ? fitOn(measured) : undefined
  if (fit) {
    measured.forEach(({ set }, s) => {
      show({ set: set.name, system: 'gate, unseen q.', parts: summariseSet(set, fit.acrossQueries[s]) })
      show({ set: set.name, system: 'gate, unseen set', parts: summariseSet(set, fit.acrossSets[s]) })
    })
  }
  if (flags.json) say(JSON.stringify({ embedder: embedder.id, rows, ...(fit && { gate: fit.gate }) }))
  else if (fit) say(JSON.stringify(fit.gate, null, 2))

  function show(row: Row): void {
    rows.push(row)
    if (flags.json) return
    for (const [kind, { ndcg, recall, mrr }] of Object.entries(row.parts)) {
      const name = kind === 'all' ? row.set : `${row.set}, ${kind}`
      const cells = [ndcg, recall, mrr].map(one => `${digits(one.mean)} [${digits(one.low)}, ${digits(one.high)}]`.padEnd(21))
      say(`${name.padEnd(24)}${row.system.padEnd(18)}${cells.join('')}`.trimEnd())
    }
  }
}

const digits = (value: number): string => value.toFixed(3).replace(/^0/, '')

function* setsOf(names: readonly string[]): Generator<TestSet> {
  let corpus: Document[] | undefined
  for (const name of names) {
    const folder = join(DATA, 'eval', name)
    if (!existsSync(folder)) throw new Error(`There is no set "${name}". There are: ${SETS.join(', ')}.`)
    yield readSet(folder, () => (corpus ??= readDocuments(join(DATA, 'corpus.jsonl.gz'))))
  }
}

await main()
