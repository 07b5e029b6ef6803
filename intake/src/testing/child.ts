/** For tests: runs a module of this package in a process of its own and kills it where told. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ChildEnd {
  lines: string[]
  killed: boolean
}

/**
 * Runs `script` and resolves when it has ended. `killAt` is asked about each line the child prints; the first time it
 * says true the child gets SIGKILL, which no process can answer. @throws where the child fails by itself
 */
export async function runChild(script: string, args: string[], killAt: (line: string, count: number) => boolean = () => false): Promise<ChildEnd> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (killAt(line, lines.length)) child.kill('SIGKILL')
  }
  const { code, signal } = await ended
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`The child ended with ${code ?? signal}: ${errors}`)
  return { lines, killed: signal === 'SIGKILL' }
}
