/** When a job runs next. Pure; croner knows time zones and their changes. */
import { Cron } from 'croner'

/** @throws TypeError where the pattern or the time zone is none */
export function nextRun(cron: string, timeZone: string, after: number): number {
  const next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(after))
  if (!next) throw new TypeError(`The schedule "${cron}" never comes.`)
  return next.getTime()
}
