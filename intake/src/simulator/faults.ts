/** What can go wrong between a source and a harvester, on demand. */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

export const FAULTS = [
  'drop', // the connection breaks in the middle of the answer
  'unavailable', // 503 with Retry-After
  'too-many', // 429 with Retry-After
  'error', // 500 without a word
  'charset', // Latin-1 bytes in what says it is UTF-8
  'gzip', // packed, and cut short
  'xml', // not well-formed
  'bomb', // a document type with entities
  'empty', // 200 with nothing in it
  'html', // 200 with a page for people
  'drip', // byte after byte
  'redirect', // to itself
  'repeat', // the page before once more
  'reorder', // the same records in another order
] as const
export type Fault = (typeof FAULTS)[number]

export interface FaultPlan {
  /** Every how many requests one goes wrong; 0: none. */
  every: number
  /** Taken in turn. */
  kinds: readonly Fault[]
}

export const faultOf = (plan: FaultPlan, request: number): Fault | undefined =>
  plan.every > 0 && plan.kinds.length > 0 && request % plan.every === 0 ? plan.kinds[(request / plan.every - 1) % plan.kinds.length] : undefined

/** How long a client has to wait after a 503 or 429: the least whole number of seconds. */
export const RETRY_AFTER_SECONDS = 1
const DRIP_MS = 2
const DRIPS = 20

/** Sends `body` in the way the fault says. True where it has answered; false: answer as if nothing was wrong. */
export async function sendFaulty(fault: Fault, response: ServerResponse, body: string, address: string): Promise<boolean> {
  const bytes = Buffer.from(body)
  switch (fault) {
    case 'drop':
      response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': bytes.length })
      response.write(bytes.subarray(0, Math.floor(bytes.length * 0.6)), () => response.destroy())
      return true
    case 'unavailable':
    case 'too-many':
      response.writeHead(fault === 'unavailable' ? 503 : 429, { 'retry-after': String(RETRY_AFTER_SECONDS) }).end('later')
      return true
    case 'error':
      response.writeHead(500).end()
      return true
    case 'charset': {
      // The first letter beyond ASCII, or else a letter in the middle, as one byte that UTF-8 does not know.
      const at = bytes.findIndex((byte) => byte > 0x7f)
      const damaged = Buffer.from(bytes)
      damaged[at < 0 ? bytes.lastIndexOf('<title>') + 8 : at] = 0xe9
      response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(damaged)
      return true
    }
    case 'gzip': {
      const packed = gzipSync(bytes)
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/xml' }).end(packed.subarray(0, Math.floor(packed.length * 0.7)))
      return true
    }
    case 'xml':
      response.writeHead(200, { 'content-type': 'text/xml' }).end(body.replace('</title>', '</titel>').replace('"title":', '"title"'))
      return true
    case 'bomb':
      response.writeHead(200, { 'content-type': 'text/xml' }).end(body.replace(/^<\?xml[^>]*\?>/, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>').replace(/^\[/, '<!DOCTYPE x>['))
      return true
    case 'empty':
      response.writeHead(200).end()
      return true
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Rate exceeded</title><p>Please wait.')
      return true
    case 'redirect':
      response.writeHead(302, { location: `${address}${address.includes('?') ? '&' : '?'}redirected=1` }).end()
      return true
    case 'drip':
      response.writeHead(200, { 'content-type': 'text/xml' })
      for (let part = 0; part < DRIPS; part++) {
        response.write(bytes.subarray(Math.floor((part * bytes.length) / DRIPS), Math.floor(((part + 1) * bytes.length) / DRIPS)))
        await new Promise((resolve) => setTimeout(resolve, DRIP_MS))
      }
      response.end()
      return true
    default:
      return false
  }
}
