/** Answers of the API: JSON, and for what cannot be answered one sentence under `error`. */
import { RequestError } from '../errors.ts'
import { log } from '../server/log.ts'

export function apiJson(value: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(value, { headers })
}

/** A refusal becomes its status and sentence; a failure of ours is written down and answered without its details. */
export function apiError(failure: unknown): Response {
  if (failure instanceof RequestError) return Response.json({ error: failure.message }, { status: failure.status })
  log.error({ err: failure }, 'request failed')
  return Response.json({ error: 'Something went wrong here, not with your request. Please try again in a moment.' }, { status: 500 })
}
