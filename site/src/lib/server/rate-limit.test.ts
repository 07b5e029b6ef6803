import { describe, expect, it } from 'vitest'
import { RateLimit, WINDOW_SECONDS } from './rate-limit.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 3, 14) + seconds * 1000)

describe('RateLimit', () => {
  it('allows the quota within a window, says what is left and when it begins anew', () => {
    const limit = new RateLimit('api', 2)
    expect(limit.take('a', at(10))).toEqual({
      allowed: true,
      headers: { ratelimit: '"api";r=1;t=290', 'ratelimit-policy': '"fixed window";"api";q=2;w=300' },
    })
    expect(limit.take('a', at(20)).allowed).toBe(true)
    expect(limit.take('a', at(299.5))).toMatchObject({ allowed: false, headers: { ratelimit: '"api";r=0;t=1', 'retry-after': '1' } })
    expect(limit.take('a', at(WINDOW_SECONDS)).headers.ratelimit).toBe('"api";r=1;t=300')
  })

  it('counts each client apart', () => {
    const limit = new RateLimit('api', 1)
    expect(limit.take('a', at(0)).allowed).toBe(true)
    expect(limit.take('b', at(0)).allowed).toBe(true)
    expect(limit.take('a', at(1)).allowed).toBe(false)
  })

  it('without a quota says and forbids nothing', () => {
    const limit = new RateLimit('api', 0)
    for (let i = 0; i < 5; i++) expect(limit.take('a', at(i))).toEqual({ allowed: true, headers: {} })
  })

  it('is read as the Python client of Hugging Face reads it', () => {
    // huggingface_hub's patterns: "(\w+)"\s*;\s*r=\d+;\s*t=\d+ and q=… w=….
    const { headers } = new RateLimit('api', 9).take('a', at(0))
    expect(headers.ratelimit).toMatch(/^"(\w+)"\s*;\s*r=(\d+)\s*;\s*t=(\d+)$/)
    expect(headers['ratelimit-policy']).toMatch(/q=(\d+).*w=(\d+)/)
  })
})
