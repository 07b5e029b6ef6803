/** Who may see what only the owner of an installation should: somebody on the machine itself, or with the owner's token. */
import { timingSafeEqual } from 'node:crypto'
import { ensureSecret } from '@offprint/store'
import type { RequestEvent } from '@sveltejs/kit'
import { siteContext } from './context.ts'

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
/** A proxy on the same machine makes every reader look local; it says so by one of these. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

export function isLocal(address: string, headers: Headers): boolean {
  return LOOPBACK.test(address) && !FORWARDED.some((name) => headers.has(name))
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export async function isOwner(event: RequestEvent): Promise<boolean> {
  if (isLocal(event.getClientAddress(), event.request.headers)) return true
  const given = /^Bearer (.+)$/.exec(event.request.headers.get('authorization') ?? '')?.[1]
  return given !== undefined && sameSecret(given, ensureSecret((await siteContext()).config.data, 'owner-token').value)
}
