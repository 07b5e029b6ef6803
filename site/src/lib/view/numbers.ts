/** Numbers of labs as people read them; the same on the server and in the browser. */

/** Four digits say all a reader can use; the data's download has the rest. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (value === 0 || (size >= 0.001 && size < 1e6)) return String(Number(value.toPrecision(4)))
  const [digits, power] = value.toExponential(2).split('e')
  return `${digits} · 10^${Number(power)}`
}

/**
 * How far on the right side of its bound a value lies: 0 on the bound, 1 at the bound's own size away from it or
 * further, negative on the wrong side. What the margin bar shows.
 */
export function margin({ value, op, bound }: { value: number | null; op: string; bound: number }): number {
  if (value === null || !Number.isFinite(value)) return -1
  const distance = op.startsWith('<') ? bound - value : value - bound
  return Math.max(-1, Math.min(1, distance / (Math.abs(bound) || 1)))
}
