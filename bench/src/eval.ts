/**
 * `npm run eval`: search quality on the sets of ../shared/data/eval, with 95 % bootstrap intervals.
 * `-- --json` prints one JSON value; `--sets scholar-auto,cacm` picks sets; `--weights FILE` takes another embedder;
 * `--fit` fits the fusion's gate again and prints it with its cross-validation; `--index` also asks the real index, after
 * importing the corpus (minutes), or the one in the data folder `--data DIR`; `--write` keeps the figures in
 * bench/RESULTS.md. Similar papers are always asked of a real index: how they are found is nowhere else.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStaticEmbedder } from '@offprint/search/embedder'
import { readSet, summariseSet, type TestSet } from '@offprint/search/evaluation'
import { readDocuments, type Document } from '@offprint/search/text'
import { fitOn, type MeasuredSet } from './eval/gate.ts'
import { INDEX, interval, qualitySection, type SystemMeasures } from './eval/quality.ts'
import { measures, partsOf, RANKERS } from './eval/rankers.ts'
import { throughIndex } from './eval/through-index.ts'
import { describeMachine, machineLine } from './measure/machine.ts'
import { keepResults } from './measure/results.ts'
import { toText } from './measure/report.ts'

const DATA = '../shared/data'
const SETS = ['scholar-auto', 'known-item', 'similar', 'cacm', 'cranfield', 'cisi']

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, sets: { type: 'string' }, weights: { type: 'string' }, fit: { type: 'boolean' }, index: { type: 'boolean' }, data: { type: 'string' }, write: { type: 'boolean' } }
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  if (!existsSync(join(DATA, 'eval'))) {
    say(`Nothing measured: the test sets are not at ${DATA}/eval (they are not part of the project).`)
    return
  }
  const embedder = openStaticEmbedder(flags.weights)
  const rows: SystemMeasures[] = []
  const measured: MeasuredSet[] = []
  if (!flags.json) say(`${'set'.padEnd(24)}${'system'.padEnd(18)}nDCG@10              recall@100           MRR`)

  for (const set of setsOf(flags.sets?.split(',') ?? SETS)) {
    const parts = partsOf(set, embedder)
    measured.push({ set, parts })
    for (const [system, ranker] of Object.entries(RANKERS)) {
      if (system === 'gate' && likes(set)) continue
      show({ set: set.name, system, parts: summariseSet(set, measures(set, parts, ranker)) })
    }
    if (flags.index || likes(set)) show({ set: set.name, system: INDEX, parts: summariseSet(set, await throughIndex(set, flags.data)) })
  }
  const fit = flags.fit ? fitOn(measured) : undefined
  if (fit) {
    measured.forEach(({ set }, s) => {
      show({ set: set.name, system: 'gate, unseen q.', parts: summariseSet(set, fit.acrossQueries[s]) })
      show({ set: set.name, system: 'gate, unseen set', parts: summariseSet(set, fit.acrossSets[s]) })
    })
  }
  const section = qualitySection(rows, embedder.id)
  if (flags.write) keepResults([section], machineLine(describeMachine(new Date())))
  if (!flags.json) say(`\n${toText({ ...section, table: undefined })}`)
  if (flags.json) say(JSON.stringify({ embedder: embedder.id, rows, ...(fit && { gate: fit.gate }) }))
  else if (fit) say(JSON.stringify(fit.gate, null, 2))

  function show(row: SystemMeasures): void {
    rows.push(row)
    if (flags.json) return
    for (const [kind, { ndcg, recall, mrr }] of Object.entries(row.parts)) {
      const name = kind === 'all' ? row.set : `${row.set}, ${kind}`
      const cells = [ndcg, recall, mrr].map(one => interval(one).padEnd(21))
      say(`${name.padEnd(24)}${row.system.padEnd(18)}${cells.join('')}`.trimEnd())
    }
  }
}

/** Whether the queries are papers. */
const likes = (set: TestSet): boolean => set.queries.some(query => query.self !== undefined)

function* setsOf(names: readonly string[]): Generator<TestSet> {
  let corpus: Document[] | undefined
  for (const name of names) {
    const folder = join(DATA, 'eval', name)
    if (!existsSync(folder)) throw new Error(`There is no set "${name}". There are: ${SETS.join(', ')}.`)
    yield readSet(folder, () => (corpus ??= readDocuments(join(DATA, 'corpus.jsonl.gz'))))
  }
}

await main()
