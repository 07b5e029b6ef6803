/**
 * The index folder: numbered generations, each a whole table with its indices, and `current.json`, which names the one
 * that answers. A generation is built beside the current one and takes its place by one rename, so that a process killed
 * at any point leaves an index that answers; what it left half-built is removed by the next writer.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { INDEX_VERSION } from './schema.ts'

const CURRENT = 'current.json'
const GENERATION = /^g(\d+)$/

/** What a generation was built with; a difference in any of these means building a new one. */
export interface GenerationSpec {
  /** Folder name within the index folder: `g12`. */
  name: string
  version: number
  /** The embedder whose vectors it holds; empty for none. */
  embedder: string
}

/** The generation that answers; undefined where there is none or its pointer cannot be read. */
export function readCurrent(folder: string): GenerationSpec | undefined {
  try {
    const spec = JSON.parse(readFileSync(join(folder, CURRENT), 'utf8')) as GenerationSpec
    return GENERATION.test(spec.name) && spec.version === INDEX_VERSION && existsSync(join(folder, spec.name)) ? spec : undefined
  } catch {
    return undefined
  }
}

/** Makes a generation the one that answers. */
export function switchTo(folder: string, spec: GenerationSpec): void {
  const temporary = join(folder, `${CURRENT}.new`)
  writeFileSync(temporary, `${JSON.stringify(spec)}\n`, { flush: true })
  renameSync(temporary, join(folder, CURRENT))
}

/** Removes files that a writer was killed while writing; only for who holds the lock. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.new')) rmSync(join(folder, name))
}

/** A name no generation has had. */
export function nextName(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const numbers = readdirSync(folder).map((name) => Number(GENERATION.exec(name)?.[1] ?? 0))
  return `g${Math.max(0, ...numbers) + 1}`
}

/**
 * Removes generations other than those in `keep`, save any younger than `graceMs`: another process may still be
 * answering from the one before.
 */
export function removeOthers(folder: string, keep: readonly string[], now: number, graceMs: number): void {
  for (const name of readdirSync(folder)) {
    if (!GENERATION.test(name) || keep.includes(name)) continue
    const retired = statSync(join(folder, CURRENT), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (graceMs === 0 || now - retired > graceMs) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
