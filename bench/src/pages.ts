/** Requests a second and latency of whole pages, their sizes and their scripts, on a catalogue with the corpus in it. */
import autocannon from 'autocannon'
import { existsSync } from 'node:fs'
import { get } from 'node:http'
import { preparedFolder } from './import.ts'
import { corpusMissing, corpusQueries, SAVED_PAGE } from './measure/corpus.ts'
import { residentMb } from './measure/machine.ts'
import { runCli } from './measure/offprint.ts'
import { percentile, type Row, type Section } from './measure/report.ts'
import { withServer } from './server.ts'

/** The edition of 36 papers, on two cores with the load generator on one of them. */
const EDITION_PER_SECOND = 800
const CONNECTIONS = 10
const WARM_UP_SECONDS = 2
const KB = 1024
const QUERIES = 50
const BROWSER_ENCODINGS = 'gzip, deflate, br, zstd'

interface Load {
  perSecond: number
  milliseconds: number[]
  failures: number
}

/** Asks for the paths in turn for `seconds`. */
function load(origin: string, paths: string[], seconds: number): Promise<Load> {
  return new Promise((resolve, reject) => {
    const milliseconds: number[] = []
    const instance = autocannon(
      { url: origin, connections: CONNECTIONS, duration: seconds, requests: paths.map((path) => ({ path, method: 'GET' as const })) },
      (error, result) => {
        if (error) reject(error)
        else resolve({ perSecond: milliseconds.length / result.duration, milliseconds, failures: result.non2xx + result.errors })
      },
    )
    instance.on('response', (_client, _status, _bytes, time) => milliseconds.push(time))
  })
}

async function pageRows(origin: string, name: string, paths: string[], seconds: number, perSecond?: number): Promise<Row[]> {
  await load(origin, paths, WARM_UP_SECONDS)
  const result = await load(origin, paths, seconds)
  return [
    { what: `${name}, requests`, value: result.perSecond, unit: '/s', ...(perSecond ? { target: { op: '>=' as const, bound: perSecond } } : {}) },
    { what: `${name}, p50`, value: percentile(result.milliseconds, 50), unit: 'ms' },
    { what: `${name}, p95`, value: percentile(result.milliseconds, 95), unit: 'ms' },
    { what: `${name}, answers other than 200`, value: result.failures, unit: '', target: { op: '<=', bound: 0 } },
  ]
}

/** Bytes of an answer as they come over the line, and its text where it was not packed. */
function fetchRaw(url: string, encoding: string): Promise<{ bytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ bytes: Buffer.concat(parts).length, text: Buffer.concat(parts).toString() }))
      response.on('error', reject)
    }).on('error', reject)
  })
}

const packedBytes = async (url: string): Promise<number> => (await fetchRaw(url, BROWSER_ENCODINGS)).bytes

const ASSETS = {
  script: /<script[^>]+src="([^"]+)"|<link(?=[^>]+rel="modulepreload")[^>]+href="([^"]+)"/g,
  style: /<link[^>]+href="([^"]+\.css)"/g,
  font: /<link[^>]+href="([^"]+\.woff2)"/g,
}
type AssetKind = keyof typeof ASSETS

/** Addresses of what a page asks for by itself. */
const assets = (html: string, kind: AssetKind): string[] => [...new Set([...html.matchAll(ASSETS[kind])].map((match) => match[1] ?? match[2]))]

async function sizeRows(origin: string, name: string, path: string): Promise<Row[]> {
  const page = await fetchRaw(origin + path, 'identity')
  const total = async (kind: AssetKind) => {
    const sizes = await Promise.all(assets(page.text, kind).map((address) => packedBytes(new URL(address, origin + path).href)))
    return sizes.reduce((sum, bytes) => sum + bytes, 0)
  }
  const row = (what: string, bytes: number): Row => ({ what: `${name}, ${what}`, value: bytes / KB, unit: 'KB' })
  return [
    row('page', page.bytes),
    row('page as sent', await packedBytes(origin + path)),
    row('scripts as sent', await total('script')),
    row('styles as sent', await total('style')),
    row('fonts preloaded', await total('font')),
  ]
}

export interface PageOptions {
  /** Of load on each page. */
  seconds: number
  data?: string
}

export async function benchPages({ seconds, data }: PageOptions): Promise<Section> {
  const base = { name: 'pages', title: 'Pages' }
  const skipped = corpusMissing()
  if (skipped) return { ...base, rows: [], notes: [], skipped }
  const folder = data ?? (await preparedFolder())
  if (existsSync(SAVED_PAGE)) await runCli(['import', SAVED_PAGE, '--data', folder, '--json'])
  return withServer(folder, async (origin, pid) => {
    const edition = '/papers/date/2026-04-14'
    const paper = '/papers/2508.01087'
    const searches = corpusQueries(QUERIES).map(({ text }) => `/papers?q=${encodeURIComponent(text)}`)
    const rows = [
      ...(await pageRows(origin, 'edition of 36', [edition], seconds, EDITION_PER_SECOND)),
      ...(await pageRows(origin, 'paper', [paper], seconds)),
      ...(await pageRows(origin, 'search', searches, seconds)),
      ...(await sizeRows(origin, 'edition of 36', edition)),
      ...(await sizeRows(origin, 'paper', paper)),
    ]
    const memory = residentMb(pid)
    if (memory !== undefined) rows.push({ what: 'server, resident memory after the load', value: memory, unit: 'MB' })
    return {
      ...base,
      rows,
      notes: [
        `autocannon, ${CONNECTIONS} connections, ${seconds} s a page after ${WARM_UP_SECONDS} s to warm up, on the machine that serves; plain HTTP, pages not compressed under load.`,
        `Searches are ${QUERIES} different queries in turn. "As sent" is compressed, as a browser gets it.`,
      ],
    }
  })
}
