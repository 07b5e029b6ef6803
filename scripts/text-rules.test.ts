import { describe, expect, it } from 'vitest'
import { checkLengths, checkLines, checkLockFile } from './text-rules.ts'

const lines = (count: number, header = '') => ({ path: 'a.ts', text: `${header}\n${'x\n'.repeat(count - 1)}` })

describe('file lengths', () => {
  it('says nothing up to 300 lines, lists up to 400, then wants a reason', () => {
    expect(checkLengths([lines(300)])).toEqual({ listed: [], failed: [] })
    expect(checkLengths([lines(301)])).toEqual({ listed: ['a.ts 301'], failed: [] })
    expect(checkLengths([lines(400)]).failed).toEqual([])
    expect(checkLengths([lines(401)]).failed).toHaveLength(1)
    expect(checkLengths([lines(401, '// Long because the grammar is one table.')])).toEqual({ listed: ['a.ts 401'], failed: [] })
    expect(checkLengths([{ path: 'a.ts', text: `${'x\n'.repeat(500)}// Long because.` }]).failed).toHaveLength(1)
  })
})

describe('unwanted lines', () => {
  // Put together from parts, so that this file passes its own rule.
  const path = (folder: string) => `'/${folder}/offprint'`

  it.each(['work', 'root', 'home', 'Users', 'tmp'])('finds a path under %s', (folder) => {
    expect(checkLines('a.ts', `const x = 1\nopen(${path(folder)})`)).toEqual(['a.ts:2 names a path of one machine'])
  })

  it('knows addresses and routes from paths', () => {
    for (const text of [`https://example.org/${'home'}/x`, `site/${'work'}/a`, `a.b/${'tmp'}/c`, '/homework/x', '/tmp']) {
      expect(checkLines('a.md', text), text).toEqual([])
    }
  })

  it('finds what is left undone or switched off', () => {
    expect(checkLines('a.ts', `// ${'TO'}DO later`)).toHaveLength(1)
    expect(checkLines('a.ts', `// @ts-${'ignore'}`)).toHaveLength(1)
    expect(checkLines('a.test.ts', `it.${'skip'}('x')`)).toHaveLength(1)
    expect(checkLines('a.test.ts', `describe.${'only'}.each([1])`)).toHaveLength(1)
    expect(checkLines('a.test.ts', 'it.skipIf(!there)')).toEqual([])
    expect(checkLines('a.test.ts', 'describe.skip(missing, suite)')).toEqual([])
  })

  it('keeps clocks and chance out of methods and labs, but not out of their tests', () => {
    const text = `const x = Math.${'random'}()`
    expect(checkLines('methods/src/a.ts', text)).toHaveLength(1)
    expect(checkLines('labs/20/run.ts', `const at = Date.${'now'}()`)).toHaveLength(1)
    expect(checkLines('methods/src/a.test.ts', text)).toEqual([])
    expect(checkLines('site/src/a.ts', text)).toEqual([])
  })
})

describe('the lock file', () => {
  const lock = (packages: object) => checkLockFile(JSON.stringify({ packages }))

  it('may link workspaces and hold hashes', () => {
    expect(lock({ '': {}, store: {}, 'node_modules/@offprint/store': { resolved: 'store', link: true }, 'node_modules/a': { integrity: 'sha512-x' } })).toEqual([])
  })

  it('may not name a host or lack a hash', () => {
    expect(lock({ 'node_modules/a': { integrity: 'sha512-x', resolved: 'https://example.org/a.tgz' } })).toHaveLength(1)
    expect(lock({ 'node_modules/a': { integrity: 'sha512-x', resolved: 'git+ssh://git@example.org/a.git' } })).toHaveLength(1)
    expect(lock({ 'node_modules/a': {} })).toHaveLength(1)
  })
})
