/** What the explorer of single recordings draws: log-linear fusion at every weight, from the run's own gate. */
import { softmaxRows } from '@offprint/methods/classifier'
import { logLinearFuse } from '@offprint/methods/finch'
import { LabUsageError } from '../kit/index.ts'
import type { Exploration, ExplorerSource, Row } from '../kit/index.ts'
import { EVIDENCE } from './explorer.ts'
import type { Knobs } from './explorer.ts'

const CURVE_POINTS = 61
/** Bars of species touch their neighbours but for a sliver. */
const HALF_BAR = 0.4

const percent = (share: number): string => `${Math.round(share * 100)} %`
const topOf = (probabilities: ArrayLike<number>): number => Array.from(probabilities).reduce((top, value, k, all) => (value > all[top] ? k : top), 0)

export function explore({ sample, push }: Knobs, { tables, params }: ExplorerSource): Exploration {
  const recording = tables.recordings.find((row) => row.sample === sample)
  if (!recording) throw new LabUsageError(`This run kept ${tables.recordings.length} recordings; there is no ${sample}.`)
  const { truth, weight: chosen, zone, sound } = recording as { truth: number; weight: number; zone: string; sound: string }
  const evidence = tables['evidence of recordings'].filter((row) => row.sample === sample) as unknown as { audio: number; prior: number }[]
  const { temperature, eps } = tables.fusion[0] as { temperature: number; eps: number }
  const wMax = Number(params.wMax)
  const weight = Math.min(wMax, Math.max(0, chosen + push))
  const audio = evidence.map((row) => row.audio)
  const prior = normalised(evidence.map((row) => row.prior))
  const classes = audio.length
  const fused = (w: number) => softmaxRows(logLinearFuse(audio, prior, [w], { temperature, eps }), classes)
  const parts = [softmaxRows(audio, classes), softmaxRows(prior.map((q) => weight * Math.log(q + eps)), classes), fused(weight)]
  const rows: Row[] = parts.flatMap((probabilities, part) => {
    const top = topOf(probabilities)
    // A flat opinion has no answer to label.
    const undecided = weight === 0 && part === 1
    return Array.from(probabilities, (probability, k) => ({
      evidence: EVIDENCE[part], species: k + 1, left: k + 1 - HALF_BAR, right: k + 1 + HALF_BAR, probability,
      is: k === truth ? 'the species that called' : 'others', chosen: k === top && !undecided, label: `${k + 1}`,
    }))
  })
  const weights = Array.from({ length: CURVE_POINTS }, (_, i) => (wMax * i) / (CURVE_POINTS - 1))
  const answer = topOf(parts[2])
  const heard = topOf(parts[0])
  return {
    tables: {
      evidence: rows,
      marks: [{ what: 'gate', weight: chosen, probability: fused(chosen)[truth] }, { what: 'in force', weight, probability: parts[2][truth] }],
    },
    series: { 'every weight': { x: weights, y: weights.map((w) => fused(w)[truth]) } },
    says: [
      `Recording ${sample}, ${sound}, where the context is ${zone === 'bad' ? 'wrong' : 'right'}: species ${truth + 1} called.`,
      `Sound alone answers ${heard + 1} (${percent(parts[0][heard])});`,
      `with the context at weight ${weight.toFixed(2)} the answer is ${answer + 1} (${percent(parts[2][answer])}), ${answer === truth ? 'which is right' : 'which is wrong'}.`,
    ].join(' '),
  }
}

/** Probabilities kept to six digits sum to one only nearly. */
function normalised(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}
