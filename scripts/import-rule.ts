/**
 * Imports point one way through the house. This is the rule; CONTRIBUTING.md only repeats it.
 *
 * Each file of a package may import its own package by relative path, the packages below it by name (`@offprint/store`),
 * and what its package.json declares. Run alone, it lists the violations and exits with 1 where there are any.
 */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'
import { CODE, isTest, readSource, sourceFiles } from './source-files.ts'

const CORE = ['catalogue', 'store']
const READERS = ['digest', 'community', 'search', 'intake']
const LABS = ['labs', 'methods']
const EVERYTHING = ['site', 'cli', ...READERS, ...CORE, ...LABS]

/** What each package may import. Packages of one level do not know each other; `methods` and `labs` stand alone. */
const MAY_IMPORT: Record<string, string[]> = {
  store: [],
  catalogue: ['store'],
  ...Object.fromEntries(READERS.map((name) => [name, CORE])),
  methods: [],
  labs: ['methods'],
  site: [...READERS, ...CORE, ...LABS],
  cli: ['site', ...READERS, ...CORE, ...LABS],
  bench: EVERYTHING,
  tests: EVERYTHING,
  scripts: ['site'],
}

export interface Violation {
  /** Relative to the root, with `/`. */
  file: string
  specifier: string
  reason: string
}

interface Declared {
  /** Names in any dependency list of the package. */
  own: Set<string>
  /** Development tools of the workspace, for tests and scripts. */
  shared: Set<string>
}

/** Everything a file imports: static, dynamic, type-only, re-exports and module augmentations. */
export function importsOf(path: string, text: string): string[] {
  const code = path.endsWith('.svelte') ? [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n') : text
  const found = ts.preProcessFile(code, true, true)
  return [...found.importedFiles.map((file) => file.fileName), ...(found.ambientExternalModules ?? [])]
}

const packageOf = (path: string): string => path.split('/')[0]
const moduleName = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')

function reasonAgainst(file: string, specifier: string, declared: Declared): string | undefined {
  const from = packageOf(file)
  if (specifier.startsWith('.')) {
    const to = packageOf(posix.normalize(posix.join(posix.dirname(file), specifier)))
    if (to === from || (to === 'scripts' && MAY_IMPORT[from] === EVERYTHING)) return undefined
    return `a relative path leaves the package; import @offprint/${to} by name`
  }
  if (specifier.startsWith('@offprint/')) return reasonAgainstPackage(from, specifier, declared)
  // `node:`, a framework's virtual modules, and names mapped by the package's own "imports".
  if (isBuiltin(specifier) || specifier.startsWith('$') || specifier.startsWith('#') || specifier.includes(':')) return undefined
  const name = moduleName(specifier)
  if (declared.own.has(name) || ((isTest(file) || from === 'scripts') && declared.shared.has(name))) return undefined
  return `${name} is not declared in ${from}/package.json`
}

function reasonAgainstPackage(from: string, specifier: string, declared: Declared): string | undefined {
  const name = moduleName(specifier)
  const to = name.slice('@offprint/'.length)
  const allowed = MAY_IMPORT[from]
  if (to === from) return undefined
  if (!allowed.includes(to)) return `${from} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other package'}`
  // What may see everything need not list everything, and the scripts' package is the workspace itself.
  if (allowed === EVERYTHING || from === 'scripts' || declared.own.has(name)) return undefined
  return `${name} is not declared in ${from}/package.json`
}

function dependencies(path: string): Set<string> {
  try {
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = JSON.parse(readFileSync(path, 'utf8'))
    return new Set(Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw error
  }
}

/** All violations under `root`, a folder laid out like this repository. Folders that are no package are not looked at. */
export function checkImports(root: string): Violation[] {
  const shared = dependencies(join(root, 'package.json'))
  const own = new Map(Object.keys(MAY_IMPORT).map((name) => [name, dependencies(join(root, name, 'package.json'))]))
  return sourceFiles(root, CODE)
    .filter((file) => Object.hasOwn(MAY_IMPORT, packageOf(file)))
    .flatMap((file) =>
      importsOf(file, readSource(root, file)).flatMap((specifier) => {
        const reason = reasonAgainst(file, specifier, { own: own.get(packageOf(file))!, shared })
        return reason ? [{ file, specifier, reason }] : []
      }),
    )
}

export const formatViolation = ({ file, specifier, reason }: Violation): string => `${file} imports ${specifier}: ${reason}`

if (process.argv[1] === import.meta.filename) {
  const violations = checkImports(dirname(import.meta.dirname))
  for (const violation of violations) console.error(formatViolation(violation))
  process.exitCode = violations.length > 0 ? 1 : 0
}
