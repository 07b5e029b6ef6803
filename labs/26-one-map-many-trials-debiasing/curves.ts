import type { Tweedie } from '@offprint/methods/one-map-many-trials'
import type { RunEvent } from '../kit/index.ts'

/** Density and shift on one axis: the density is scaled to the largest shift. */
export function* tweedieCurves({ grid: { p, score, density }, sigma }: Tweedie): Generator<RunEvent> {
  const keep = (_: number, i: number): boolean => i % 8 === 0
  const shift = score.map((s) => -(sigma ** 2) * s)
  const scale = Math.max(...shift.map(Math.abs)) / Math.max(...density)
  yield { type: 'series', name: 'density', x: p.filter(keep), y: density.map((f) => f * scale).filter(keep) }
  yield { type: 'series', name: 'shift', x: p.filter(keep), y: shift.filter(keep) }
}
