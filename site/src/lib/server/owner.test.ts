import { expect, it } from 'vitest'
import { isLocal } from './owner.ts'

it.each([
  ['127.0.0.1', {}, true],
  ['::1', {}, true],
  ['::ffff:127.0.0.1', {}, true],
  ['10.0.0.7', {}, false],
  ['128.0.0.1', {}, false],
  // Behind a proxy on this machine everybody comes from here.
  ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, false],
  ['127.0.0.1', { forwarded: 'for=203.0.113.9' }, false],
])('%s with %o', (address, headers, local) => {
  expect(isLocal(address, new Headers(headers as Record<string, string>))).toBe(local)
})
