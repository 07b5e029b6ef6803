/** The machine a figure belongs to, and what processes on it use. */
import { readdirSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

export interface Machine {
  processor: string
  cores: number
  memoryGb: number
  system: string
  node: string
  sqlite: string
  date: string
  /** Processes that wanted a processor in the last minute, before the measurement. Far above 0, figures say little. */
  load: number
}

const GB = 2 ** 30
const KB_PER_MB = 1024

export function describeMachine(now: Date): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / GB),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    sqlite: process.versions.sqlite ?? '',
    date: now.toISOString().slice(0, 10),
    load: Math.round(loadavg()[0] * 10) / 10,
  }
}

export const machineLine = (machine: Machine): string =>
  `${machine.date}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, SQLite ${machine.sqlite}, load ${machine.load}`

/** A running process and all that it started, as far as they still run; only itself where the system does not tell. */
export function processTree(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '))
    return [pid, ...children.filter(Boolean).flatMap((child) => processTree(Number(child)))]
  } catch {
    return [pid]
  }
}

/** The memory a running process holds now, in MB (VmRSS); undefined where that cannot be read. */
export function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes ? Number(kilobytes) / KB_PER_MB : undefined
  } catch {
    return undefined
  }
}

/** Clock ticks a second in which Linux counts processor time; the same on every machine Node runs on. */
const TICKS_PER_SECOND = 100

/** Processor seconds a running process has used so far, all threads; undefined where that cannot be read. */
export function processorSeconds(pid: number): number | undefined {
  try {
    // The second field is the program's name in parentheses and may hold spaces; user and system time are 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return undefined
  }
}
