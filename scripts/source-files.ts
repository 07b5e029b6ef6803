/** The files a person wrote: what the checks read. Generated and downloaded folders are left out, as in .gitignore. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const LEFT_OUT_ANYWHERE = new Set(['node_modules', '.git', '.svelte-kit', 'coverage'])
const LEFT_OUT = new Set(['data', 'site/build', 'tests/.artifacts'])

/** Paths under `root` whose file names match, relative to it, with `/` between parts, in a stable order. */
export function sourceFiles(root: string, pattern: RegExp, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory()) {
        return LEFT_OUT_ANYWHERE.has(entry.name) || LEFT_OUT.has(path) ? [] : sourceFiles(root, pattern, path)
      }
      return entry.isFile() && pattern.test(entry.name) ? [path] : []
    })
    .toSorted()
}

export const readSource = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

export const CODE = /\.(?:ts|mts|js|mjs|svelte)$/
/** Tests, what they share (`testing.ts`, `conformance.ts`, `test-lab.ts`), and the packages that only measure or test. */
export const isTest = (path: string): boolean =>
  /^(?:tests|bench)\//.test(path) || /\.test\.[a-z.]+$|(?:^|\/)(?:testing|conformance|test-[\w-]+)(?:\.ts$|\/)/.test(path)
