/** Who may see what only the owner of an installation should: somebody on the machine itself, or with the owner's token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { ensureSecret } from '@offprint/store'
import { redirect, type Cookies, type RequestEvent } from '@sveltejs/kit'
import { siteContext } from './context.ts'

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
/** A proxy on the same machine makes every reader look local; it says so by one of these. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']
const COOKIE = 'owner'
/** A working day: long enough to look after a site, short enough for a shared machine. */
const COOKIE_S = 12 * 3600

export function isLocal(address: string, headers: Headers): boolean {
  return LOOPBACK.test(address) && !FORWARDED.some((name) => headers.has(name))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares without telling by its time how much was right. */
export const sameSecret = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))

const ownerToken = async (): Promise<string> => ensureSecret((await siteContext()).config.data, 'owner-token').value
/** What the cookie holds is not the token itself: a cookie that leaks gives no access to the command line's secret. */
const cookieValue = (token: string): string => digest(`owner-cookie:${token}`).toString('base64url')

/** Through a form's cookie or as a Bearer token. */
export async function hasOwnerToken({ request, cookies }: Pick<RequestEvent, 'request' | 'cookies'>): Promise<boolean> {
  const token = await ownerToken()
  const cookie = cookies.get(COOKIE)
  if (cookie !== undefined && sameSecret(cookie, cookieValue(token))) return true
  const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  return bearer !== undefined && sameSecret(bearer, token)
}

/** Metrics may also be read from the machine itself. */
export async function mayReadMetrics(event: RequestEvent): Promise<boolean> {
  return isLocal(event.getClientAddress(), event.request.headers) || hasOwnerToken(event)
}

/** Leads everybody else to the form that asks for the token. */
export async function requireOwner(event: Pick<RequestEvent, 'request' | 'cookies' | 'url'>): Promise<void> {
  if (!(await hasOwnerToken(event))) redirect(303, `/admin?to=${encodeURIComponent(event.url.pathname + event.url.search)}`)
}

/** Signs the owner in. False where the token is wrong. */
export async function signInOwner(given: string, cookies: Cookies, secure: boolean): Promise<boolean> {
  const token = await ownerToken()
  if (!sameSecret(given.trim(), token)) return false
  cookies.set(COOKIE, cookieValue(token), { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: COOKIE_S })
  return true
}

export const signOutOwner = (cookies: Cookies, secure: boolean): void => cookies.delete(COOKIE, { path: '/', secure })
