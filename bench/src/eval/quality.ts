/** What the measures of `npm run eval -- --index` say of the promises of the search, as a section of RESULTS.md. */
import type { Estimate, Summary } from '@offprint/search/evaluation'
import type { Row, Section } from '../measure/report.ts'

export interface SystemMeasures {
  set: string
  system: string
  /** `all`, and each kind of query the set tells apart. */
  parts: Record<string, Summary>
}

/** The name of the real search, asked as people ask it, among the systems. */
export const INDEX = 'the index'

/** nDCG@10 of plain BM25 as ../shared/data/eval/README.md has it; ours must be the same measure. */
const BM25_ELSEWHERE: Record<string, number> = { 'scholar-auto': 0.173, 'known-item': 0.636, 'similar': 0.105, 'cacm': 0.487, 'cranfield': 0.368, 'cisi': 0.414 }
const BM25_TOLERANCE = 0.01
/** Sets of other fields, where a search by meaning can only do harm: no more than this. */
const OTHER_FIELDS = ['cacm', 'cranfield', 'cisi']
const MOST_HARM = 0.005

interface Promised {
  set: string
  system: string
  part: string
  measure: 'ndcg' | 'recall' | 'mrr'
  least: number
}

const PROMISES: Promised[] = [
  { set: 'scholar-auto', system: 'vectors', part: 'all', measure: 'ndcg', least: 0.16 },
  { set: 'scholar-auto', system: 'vectors', part: 'all', measure: 'recall', least: 0.5 },
  { set: 'scholar-auto', system: INDEX, part: 'all', measure: 'ndcg', least: 0.205 },
  { set: 'scholar-auto', system: INDEX, part: 'all', measure: 'recall', least: 0.565 },
  { set: 'known-item', system: INDEX, part: 'rare', measure: 'mrr', least: 0.95 },
  { set: 'known-item', system: INDEX, part: 'mid', measure: 'mrr', least: 0.4 },
  { set: 'known-item', system: INDEX, part: 'typo', measure: 'mrr', least: 0.6 },
  { set: 'similar', system: INDEX, part: 'all', measure: 'recall', least: 0.39 },
]
const MEASURE_NAMES = { ndcg: 'nDCG@10', recall: 'recall@100', mrr: 'MRR' }

/** @param embedder its id */
export function qualitySection(rows: readonly SystemMeasures[], embedder: string): Section {
  const find = (set: string, system: string, part: string): Summary | undefined => rows.find((row) => row.set === set && row.system === system)?.parts[part]
  const promised = PROMISES.flatMap(({ set, system, part, measure, least }): Row[] => {
    const found = find(set, system, part)
    const whose = system === INDEX ? '' : `, ${system} alone`
    const kind = part === 'all' ? '' : `, ${part}`
    return found ? [{ what: `${set}${kind}${whose}: ${MEASURE_NAMES[measure]}`, value: found[measure].mean, unit: '', target: { op: '>=', bound: least } }] : []
  })
  const harmless = OTHER_FIELDS.flatMap((set): Row[] => {
    const [ours, plain] = [find(set, INDEX, 'all'), find(set, 'BM25', 'all')]
    return ours && plain ? [{ what: `${set}: nDCG@10 above plain BM25`, value: ours.ndcg.mean - plain.ndcg.mean, unit: '', target: { op: '>=', bound: -MOST_HARM } }] : []
  })
  const alike = Object.entries(BM25_ELSEWHERE).flatMap(([set, elsewhere]): Row[] => {
    const ours = find(set, 'BM25', 'all')
    return ours ? [{ what: `${set}: our BM25 beside the set's own figure, nDCG@10`, value: Math.abs(ours.ndcg.mean - elsewhere), unit: '', target: { op: '<=', bound: BM25_TOLERANCE } }] : []
  })
  return {
    name: 'quality',
    title: 'Search quality',
    rows: [...promised, ...harmless, ...alike],
    table: {
      head: ['set', 'system', 'nDCG@10', 'recall@100', 'MRR'],
      rows: rows.flatMap(({ set, system, parts }) =>
        Object.entries(parts).map(([part, { ndcg, recall, mrr }]) => [part === 'all' ? set : `${set}, ${part}`, system, interval(ndcg), interval(recall), interval(mrr)]),
      ),
    },
    notes: [
      `\`npm run eval -- --index --write\`, embedder ${embedder}. In brackets the middle 95 % of 2,000 bootstrap samples of the queries.`,
      '“The index” is the search as people have it: imported papers, query language, spelling, exact things first, LanceDB; for “similar” the query `like:ID`. The other rows rank exactly and in memory.',
      'The sets are in ../shared/data/eval (not part of the project). They chose between variants of the search, so they flatter it a little.',
    ],
  }
}

export const digits = (value: number): string => value.toFixed(3).replace(/^0/, '')
export const interval = ({ mean, low, high }: Estimate): string => `${digits(mean)} [${digits(low)}, ${digits(high)}]`
