import fc from 'fast-check'
import { expect, it } from 'vitest'
import { localPath } from './local-path.ts'

it.each([
  ['/papers?q=a b', '/papers?q=a%20b'],
  ['/papers/date/2026-04-14', '/papers/date/2026-04-14'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [null, '/'],
])('%s → %s', (text, path) => {
  expect(localPath(text)).toBe(path)
})

it('never leads away', () => {
  const sly = fc.array(fc.oneof(fc.constantFrom('/', '\\', '\t', '\n', '@', ':', '.', 'evil.example', 'http:', '%2f', '?', '#'), fc.string({ maxLength: 4 })), { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(sly, (text) => {
      expect(new URL(localPath(text), 'http://here.example').origin).toBe('http://here.example')
    }),
  )
})
