/** Who wants the digest. Stored unconfirmed; confirming and sending are the digest's business. */
import { randomBytes } from 'node:crypto'
import type { Database } from '@offprint/store'
import type { Instant } from '../paper/paper.ts'

export interface SubscriptionTable {
  id: string
  address: string
  state: 'unconfirmed' | 'confirmed' | 'ended'
  created_at: string
  confirmed_at: string | null
}

declare module '@offprint/store/tables' {
  interface Tables {
    subscription: SubscriptionTable
  }
}

/** RFC 5321 §4.5.3.1.3. */
const LONGEST_ADDRESS = 254
// The form HTML's own e-mail field accepts, with a domain that has a dot: what can be delivered on the Internet.
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i

/** The address in the form in which it is stored, or undefined where it cannot be one. */
export function normaliseAddress(text: string): string | undefined {
  const address = text.normalize('NFC').trim()
  if (address.length > LONGEST_ADDRESS || !ADDRESS.test(address)) return undefined
  const at = address.lastIndexOf('@')
  return address.slice(0, at) + address.slice(at).toLowerCase()
}

/**
 * Stores an address as an unconfirmed subscription. Asking twice is the same as asking once, and the answer does not
 * tell whether an address was known: a form must not reveal who reads.
 * @returns false where the text is no mail address
 */
export async function addSubscription(database: Database, address: string, now: Instant): Promise<boolean> {
  const normal = normaliseAddress(address)
  if (!normal) return false
  await database.write((trx) =>
    trx
      .insertInto('subscription')
      .values({ id: randomBytes(12).toString('base64url'), address: normal, state: 'unconfirmed', created_at: now, confirmed_at: null })
      .onConflict((c) => c.column('address').doNothing())
      .execute(),
  )
  return true
}
