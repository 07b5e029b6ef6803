/** Where labs' files lie: the folder of this package, found also from a built site. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { LabReference } from '../reference.ts'

/** The folder that holds the labs' folders. */
export const labsFolder = (): string => dirname(createRequire(import.meta.url).resolve('@offprint/labs/package.json'))

export const labFolder = (slug: string): string => join(labsFolder(), slug)

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The recorded run of a lab, or undefined while there is none. Read once a process: references change with releases. */
export function labReference(slug: string): Promise<LabReference | undefined> {
  let known = references.get(slug)
  if (!known) {
    known = readIfThere(join(labFolder(slug), 'reference.json')).then((text) => (text === undefined ? undefined : (JSON.parse(text) as LabReference)))
    references.set(slug, known)
  }
  return known
}
const references = new Map<string, Promise<LabReference | undefined>>()

/** The lab's notes as markdown, or undefined where it has none. */
export const labNotes = (slug: string): Promise<string | undefined> => readIfThere(join(labFolder(slug), 'notes.md'))
