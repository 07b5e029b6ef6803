/** What happens around every answer: colours, validators, the cache, headers, compression. Rules live elsewhere. */
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import { answer } from '#lib/server/answer.ts'
import { logFailure } from '#lib/server/log.ts'
import { observeRequest } from '#lib/server/metrics.ts'
import { RequestError } from '#lib/errors.ts'

export const handle: Handle = async ({ event, resolve }) => {
  const began = performance.now()
  const response = await answer(event, resolve)
  observeRequest(event.route.id, event.request.method, response.status, (performance.now() - began) / 1000)
  return response
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (error instanceof RequestError) return { status: error.status, message: error.message }
  if (kind === 'app' || kind === 'framework' || kind === 'validation') return
  logFailure(error, event)
  return { status: 500, message: 'Something went wrong here, not with you. It has been written down; please try again in a moment.' }
}
