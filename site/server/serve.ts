/**
 * Starts the built site in this process. `offprint serve` opens the catalogue, hands it over here, and stops the site
 * again on a signal; requests that are being answered are answered to their end.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { SiteContext } from '../src/lib/server/context.ts'
import { ensureBuild, markServed } from './build.ts'

export { buildSite, ensureBuild, isBuildCurrent } from './build.ts'

export interface ServeOptions {
  /** The opened catalogue and what belongs to it; the site does not close it. */
  context: SiteContext
  host: string
  /** 0 lets the system choose. */
  port: number
  /** Called with a line for people when the site has to be built first. */
  onBuild?: (line: string) => void
}

export interface RunningSite {
  /** `http://127.0.0.1:3000` */
  url: string
  server: Server
  /** Takes no new requests, lets running ones finish, at most `GRACE_MS` long. */
  stop(): Promise<void>
}

/** A sentence for people; the exit status is 1. */
export class ServeError extends Error {
  override name = 'ServeError'
}

/** Long enough for any page, short enough for a service manager that kills after ten seconds. */
const GRACE_MS = 8_000
const KEY = Symbol.for('offprint.site.context')
const PROTOCOL_HEADER = 'x-offprint-protocol'
const HOST_HEADER = 'x-offprint-host'
const CLIENT_HEADER = 'x-offprint-client'

const siteFolder = dirname(dirname(fileURLToPath(import.meta.url)))

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/**
 * Takes the port first, so that one that is taken is told at once, then builds where that is needed; requests that come
 * meanwhile wait.
 * @throws ServeError where the port is taken or the address is not this machine's
 */
export async function startSite(options: ServeOptions): Promise<RunningSite> {
  const origin = options.context.config.origin ? new URL(options.context.config.origin) : undefined
  const { promise: handler, resolve: begin } = Promise.withResolvers<Handler>()
  const server = createServer(async (request, response) => {
    // Kit takes its own address and the client's from these. Ours replace whatever a client sent under their names.
    request.headers[PROTOCOL_HEADER] = origin ? origin.protocol.slice(0, -1) : 'http'
    request.headers[HOST_HEADER] = origin ? origin.host : (request.headers.host ?? 'localhost')
    request.headers[CLIENT_HEADER] = clientAddress(request, options.context.config.clientHeader)
    ;(await handler)(request, response, () => {
      response.statusCode = 404
      response.end()
    })
  })
  await listen(server, options.host, options.port)
  try {
    begin(await loadHandler(options))
  } catch (error) {
    server.closeAllConnections()
    server.close()
    throw error
  }
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return { url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, server, stop: () => stop(server) }
}

/** Who asks. Of a list, what the proxy in front added itself, the last; what stands before it any client can write. */
function clientAddress(request: IncomingMessage, header: string): string {
  const named = header === '' ? undefined : request.headers[header.toLowerCase()]
  const last = (Array.isArray(named) ? named.at(-1) : named)?.split(',').at(-1)?.trim()
  return last || (request.socket.remoteAddress ?? 'unknown')
}

async function loadHandler({ context, onBuild }: ServeOptions): Promise<Handler> {
  const build = await ensureBuild(siteFolder, onBuild)
  markServed(build)
  ;(globalThis as { [KEY]?: Promise<SiteContext> })[KEY] = Promise.resolve(context)
  process.env.PROTOCOL_HEADER = PROTOCOL_HEADER
  process.env.HOST_HEADER = HOST_HEADER
  process.env.ADDRESS_HEADER = CLIENT_HEADER
  const built = (await import(pathToFileURL(join(build, 'handler.js')).href)) as { handler: Handler }
  return built.handler
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ServeError(explain(error, host, port), { cause: error })))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop it, or choose another: offprint serve --port ${port + 1}.`
    case 'EACCES':
      return `Port ${port} may not be opened by this user. Choose one above 1023: offprint serve --port 3000.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. HOST is 127.0.0.1 for this machine only, 0.0.0.0 for every network.`
    default:
      return `The site could not listen on ${host}:${port} (${error.message}).`
  }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    force.unref()
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
