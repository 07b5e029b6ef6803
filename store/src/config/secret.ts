/** Secrets that make themselves: written once into the data folder, readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SECRET_BYTES = 32
const OWNER_ONLY = 0o600

/**
 * Reads the secret of this name from the data folder, making it on first use. Two processes that start at the same
 * moment agree on one: the file appears whole, under its name, by a link that only the first can make.
 */
export function ensureSecret(folder: string, name: 'secret' | 'owner-token'): { value: string; created: boolean } {
  const file = join(folder, name)
  if (existsSync(file)) return { value: readFileSync(file, 'utf8').trim(), created: false }
  const candidate = `${file}.${process.pid}`
  const value = randomBytes(SECRET_BYTES).toString('base64url')
  writeFileSync(candidate, `${value}\n`, { mode: OWNER_ONLY })
  try {
    linkSync(candidate, file)
    return { value, created: true }
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    return { value: readFileSync(file, 'utf8').trim(), created: false }
  } finally {
    rmSync(candidate, { force: true })
  }
}
