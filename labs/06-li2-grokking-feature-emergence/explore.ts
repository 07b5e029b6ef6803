/** Unpacks the features of one moment and says how far the nodes have settled. */
import { unpackBytes } from '../kit/index.ts'
import type { Exploration, ExplorerSource, Row } from '../kit/index.ts'
import { WHOLE } from './explorer.ts'
import type { Knobs } from './explorer.ts'

/** A node with more than this share in one frequency has settled on it. */
const SETTLED = 0.5

interface Moment {
  step: number
  train: number
  test: number
  nodes: number
  /** Shares [nodes, frequencies] in 255ths, packed. */
  power: string
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

export function explore({ moment }: Knobs, { tables }: ExplorerSource): Exploration {
  const moments = tables['features in time'] as unknown as readonly Moment[]
  const now = moments[Math.min(moment, moments.length) - 1]
  const shares = Float64Array.from(unpackBytes(now.power), (value) => value / WHOLE)
  const frequencies = shares.length / now.nodes
  const power: Row[] = Array.from(shares, (share, at) => ({ node: Math.floor(at / frequencies) + 1, frequency: (at % frequencies) + 1, power: share }))
  const settled = power.filter((row) => Number(row.power) > SETTLED)
  const found = new Set(settled.map((row) => row.frequency)).size
  return {
    tables: {
      power,
      now: [{ step: now.step }],
      accuracy: moments.flatMap(({ step, train, test }) => [{ step, accuracy: train, set: 'training pairs' }, { step, accuracy: test, set: 'test pairs' }]),
    },
    series: {},
    says: [
      `After ${now.step} steps ${percent(now.train)} of the training pairs are right, and ${percent(now.test)} of the test pairs.`,
      `${settled.length} of ${now.nodes} nodes have more than half of their power in one frequency${settled.length > 0 ? `: ${found} of the ${frequencies} frequencies are taken` : ''}.`,
    ].join(' '),
  }
}
