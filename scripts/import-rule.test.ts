import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkImports, importsOf } from './import-rule.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-rule-'))
  plant('package.json', '{"devDependencies":{"vitest":"*"}}')
  plant('catalogue/package.json', '{"dependencies":{"kysely":"*","@offprint/store":"*"}}')
  plant('labs/package.json', '{"dependencies":{"@offprint/methods":"*"}}')
  plant('site/package.json', '{"dependencies":{"@offprint/labs":"*"}}')
})

afterEach(() => rmSync(root, { recursive: true }))

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** The specifiers the rule objects to in a tree that holds this one file. */
function objections(path: string, text: string): string[] {
  plant(path, text)
  return checkImports(root).map((violation) => violation.specifier)
}

describe('the import rule', () => {
  it.each([
    ['catalogue/src/a.ts', "import { openDatabase } from '@offprint/store'"],
    ['catalogue/src/a.ts', "import { sql } from 'kysely'\nimport { join } from 'node:path'\nimport x from '../../catalogue/src/b.ts'"],
    ['catalogue/src/a.test.ts', "import { it } from 'vitest'"],
    ['labs/01/lab.ts', "import { auroc } from '@offprint/methods'"],
    ['site/src/routes/+page.svelte', "<script lang=\"ts\">import { page } from '$app/state'\nimport '@offprint/labs'</script>"],
    ['site/src/a.ts', "import { thing } from '#lib/thing.ts'"],
    ['tests/a.ts', "import { findChromium } from '../scripts/chromium.ts'"],
    ['bench/src/a.ts', "import '@offprint/search'\nimport '@offprint/site/serve'"],
  ])('allows %s: %s', (path, text) => {
    expect(objections(path, text)).toEqual([])
  })

  it.each([
    ['store/src/a.ts', "import type { Paper } from '@offprint/catalogue'", '@offprint/catalogue'],
    ['store/src/a.ts', "export * from '@offprint/catalogue'", '@offprint/catalogue'],
    ['search/src/a.ts', "const later = () => import('@offprint/intake')", '@offprint/intake'],
    ['search/src/a.ts', "declare module '@offprint/site' { interface X {} }\nexport {}", '@offprint/site'],
    ['labs/01/lab.ts', "import '@offprint/catalogue'", '@offprint/catalogue'],
    ['methods/src/a.ts', "import '@offprint/labs'", '@offprint/labs'],
    ['catalogue/src/a.ts', "import '../../store/src/index.ts'", '../../store/src/index.ts'],
    ['catalogue/src/a.ts', "import 'vitest'", 'vitest'],
    ['site/src/a.ts', "import '@offprint/search'", '@offprint/search'],
    ['catalogue/src/a.ts', "import '@scope/unknown/deep'", '@scope/unknown/deep'],
    ['site/src/A.svelte', "<p>import 'nothing'</p><script>import '@offprint/cli'</script>", '@offprint/cli'],
    ['site/src/a.ts', "import '../../labs/kit/lab.ts'", '../../labs/kit/lab.ts'],
    ['site/src/a.ts', "import '../../scripts/check.ts'", '../../scripts/check.ts'],
    ['tests/a.ts', "import '../site/src/a.ts'", '../site/src/a.ts'],
  ])('objects to %s: %s', (path, text, specifier) => {
    expect(objections(path, text)).toEqual([specifier])
  })

  it('does not look into installed or built folders, and knows strings from imports', () => {
    plant('store/node_modules/x/index.js', "import '@offprint/site'")
    plant('site/build/index.js', "import '@offprint/cli'")
    expect(objections('store/src/a.ts', "const text = \"import x from '@offprint/site'\"\nexport { text }")).toEqual([])
  })

  it('reads every form of import once', () => {
    const text = "import a from 'a'\nimport type { B } from 'b'\nexport { c } from 'c'\nconst d = await import('d')\ntype E = import('e').E\n"
    expect(importsOf('x.ts', text)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
