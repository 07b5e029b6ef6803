/** A running `offprint serve`, started as a person starts it and stopped when its measurements are done. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort, startCli } from './measure/offprint.ts'

const START_LIMIT_MS = 120_000
const POLL_MS = 5

/** Resolves when the address answers, whatever it answers; rejects when the process ends or takes too long. */
export async function firstByte(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  const listen = (chunk: Buffer) => (said += chunk.toString())
  child.stderr?.on('data', listen)
  for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
    if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode}: ${said.trim()}`)
    if (await answers(url)) return
    await wait(POLL_MS)
  }
  throw new Error(`the server did not answer within ${START_LIMIT_MS / 1000} s: ${said.trim()}`)
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(url, (response) => {
      response.once('data', () => {
        resolve(true)
        response.destroy()
      })
      response.once('end', () => resolve(true))
    })
    request.on('error', () => resolve(false))
  })

/** Serves a data folder for as long as `act` runs. */
export async function withServer<T>(folder: string, act: (origin: string, pid: number) => Promise<T>): Promise<T> {
  const port = await freePort()
  const child = startCli(['serve', '--port', String(port), '--no-jobs', '--data', folder])
  const ended = once(child, 'close')
  // Nobody reads the log; a full pipe would stop the server.
  child.stdout?.resume()
  try {
    await firstByte(`http://127.0.0.1:${port}/`, child)
    return await act(`http://127.0.0.1:${port}`, child.pid!)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}
