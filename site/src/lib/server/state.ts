/** What answers are keyed by, looked up once per request. */
import { currentChange } from '@offprint/catalogue'
import { version } from '$app/env'
import { siteContext } from './context.ts'
import { ChangeClock, type State } from './validators.ts'

const clock = new ChangeClock()

export async function currentState(today: string, now: Date): Promise<{ state: State; modified: Date }> {
  const { database } = await siteContext()
  const state = { change: await currentChange(database.db), today, build: version }
  return { state, modified: clock.observe(state, now) }
}
