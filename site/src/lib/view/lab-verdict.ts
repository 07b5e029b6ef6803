/** `holds · 3 of 3 checks`, the line by which a lab is known on cards and pages. */
export function verdictLine(checks: readonly { pass: boolean }[], holds: boolean): string {
  const passed = checks.filter((check) => check.pass).length
  return `${holds ? 'holds' : 'does not hold'} · ${passed} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`
}
