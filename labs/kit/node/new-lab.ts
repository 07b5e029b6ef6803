/** `offprint labs new ID`: a lab's folder from a template that runs, holds, and fails under its control. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { foundingLabs } from '../../src/founding-labs.ts'
import { labSlugs } from '../../src/registry.ts'
import { LabUsageError } from '../params.ts'
import { labsFolder } from './files.ts'

export interface NewLabOptions {
  /** The paper's id; one of the founding edition brings its number, title and folder name. */
  paper: string
  title?: string
  /** Where the lab's folder goes; the labs' own folder by default. */
  parent?: string
}

export interface NewLab {
  folder: string
  slug: string
  files: string[]
  /** What to do next, in one sentence. */
  next: string
}

const TEMPLATE = new URL('template/', import.meta.url)

const words = (title: string): string =>
  title.normalize('NFKD').replace(/[^\x20-\x7e]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').split('-').slice(0, 5).join('-')

function identify({ paper, title }: NewLabOptions): { number: number; slug: string; paper: string; title: string } {
  const known = foundingLabs.find((lab) => lab.paper === paper || String(lab.number) === paper)
  if (known) return known
  if (!title) throw new LabUsageError(`"${paper}" is not in the founding edition; give its title with --title.`)
  const number = Math.max(foundingLabs.length, ...labSlugs.map((slug) => Number.parseInt(slug, 10))) + 1
  return { number, slug: `${number}-${words(title) || 'lab'}`, paper, title }
}

/** A text as it stands between single quotes in a program. */
const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')

/** Writes the folder; throws a LabUsageError where it is there already or the paper is not known. */
export async function newLab(options: NewLabOptions): Promise<NewLab> {
  const { number, slug, paper, title } = identify(options)
  const parent = options.parent ?? labsFolder()
  const folder = join(parent, slug)
  if (await stat(folder).catch(() => undefined)) throw new LabUsageError(`${folder} is there already.`)
  await mkdir(folder, { recursive: true })
  const kit = relative(folder, join(labsFolder(), 'kit')).split(sep).join('/')
  const names = await readdir(TEMPLATE)
  const files: string[] = []
  for (const name of names.sort()) {
    const text = await readFile(new URL(name, TEMPLATE), 'utf8')
    const filled = text
      .replaceAll('__NUMBER__', String(number))
      .replaceAll('__SLUG__', slug)
      .replaceAll('__PAPER__', quoted(paper))
      .replaceAll('__TITLE__', quoted(title))
      .replaceAll('__KIT__', kit)
    const file = name.replace(/\.txt$/, '')
    await writeFile(join(folder, file), filled)
    files.push(file)
  }
  const line = `'${slug}': () => import('../${slug}/lab.ts'),`
  return { folder, slug, files, next: `Add the line  ${line}  to labs/src/registry.ts, then record a run: npm run record -- ${slug}` }
}
