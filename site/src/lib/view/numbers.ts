/** Numbers of labs as people read them; the same on the server and in the browser. */

/** Four digits say all a reader can use; the data's download has the rest. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (value === 0 || (size >= 0.001 && size < 1e6)) return String(Number(value.toPrecision(4))).replace('-', '−')
  const [digits, power] = value.toExponential(2).split('e')
  return `${digits.replace('-', '−')} × 10${raised(Number(power))}`
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const raised = (power: number): string => (power < 0 ? '⁻' : '') + [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')

/** A check that passes shows a sliver at least, also where its value lies on the bound. */
const SLIVER = 0.02

/** What the margin bar shows of a check. */
export const marginShown = (check: { value: number | null; op: string; bound: number; pass: boolean }): number => (check.pass ? Math.max(SLIVER, margin(check)) : margin(check))

/**
 * How far on the right side of its bound a value lies: 0 on the bound, 1 at the bound's own size away from it or
 * further, negative on the wrong side.
 */
export function margin({ value, op, bound }: { value: number | null; op: string; bound: number }): number {
  if (value === null || !Number.isFinite(value)) return -1
  const distance = op.startsWith('<') ? bound - value : value - bound
  return Math.max(-1, Math.min(1, distance / (Math.abs(bound) || 1)))
}
