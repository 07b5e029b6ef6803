import type { RequestEvent } from '@sveltejs/kit'
import pino from 'pino'

export const log = pino({ level: process.env.LOG_LEVEL ?? 'info', base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))

/** A failure of ours, with the address it happened at but without what a reader searched for. */
export function logFailure(error: unknown, event: RequestEvent): void {
  log.error({ err: error, method: event.request.method, path: event.url.pathname }, 'request failed')
}
