import { describe, expect, it } from 'vitest'
import { ChangeClock, contentTag, entityTag, isUnchanged } from './validators.ts'

const state = { change: 7, today: '2026-04-14', build: 'a' }

describe('entityTag', () => {
  it('changes with the catalogue, the day, the build and the address, and with nothing else', () => {
    const tag = entityTag(state, ['/papers'])
    expect(entityTag({ ...state }, ['/papers'])).toBe(tag)
    for (const other of [entityTag({ ...state, change: 8 }, ['/papers']), entityTag({ ...state, today: '2026-04-15' }, ['/papers']), entityTag({ ...state, build: 'b' }, ['/papers']), entityTag(state, ['/labs'])]) {
      expect(other).not.toBe(tag)
    }
  })
})

describe('contentTag', () => {
  const tag = (text: string) => contentTag(Buffer.from(text))

  it('changes with what is said, not with how long it took to say', () => {
    expect(tag('<p>2 papers in 15 ms</p>')).toBe(tag('<p>2 papers in 1.4 ms</p>'))
    expect(tag('{"total":2,"took_ms":15.1,"results":[]}')).toBe(tag('{"total":2,"took_ms":3,"results":[]}'))
    expect(tag('<p>2 papers in 15 ms</p>')).not.toBe(tag('<p>3 papers in 15 ms</p>'))
    expect(tag('Published in 2025')).not.toBe(tag('Published in 2024'))
  })
})

describe('isUnchanged', () => {
  const modified = new Date('2026-04-14T10:00:00.500Z')
  const ask = (headers: Record<string, string>) => isUnchanged(new Headers(headers), 'W/"x"', modified)

  it.each([
    [{ 'if-none-match': 'W/"x"' }, true],
    [{ 'if-none-match': '"y", "x"' }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"y"' }, false],
    // The tag decides even where the date would say otherwise.
    [{ 'if-none-match': '"y"', 'if-modified-since': 'Tue, 14 Apr 2026 12:00:00 GMT' }, false],
    [{ 'if-modified-since': 'Tue, 14 Apr 2026 10:00:00 GMT' }, true],
    [{ 'if-modified-since': 'Tue, 14 Apr 2026 09:59:59 GMT' }, false],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{}, false],
  ])('%o', (headers, unchanged) => {
    expect(ask(headers as Record<string, string>)).toBe(unchanged)
  })
})

describe('ChangeClock', () => {
  it('moves only when the catalogue or the day does', () => {
    const clock = new ChangeClock()
    const first = new Date('2026-04-14T10:00:00Z')
    const later = new Date('2026-04-14T11:00:00Z')
    expect(clock.observe(state, first)).toBe(first)
    expect(clock.observe(state, later)).toBe(first)
    expect(clock.observe({ ...state, change: 8 }, later)).toBe(later)
    const midnight = new Date('2026-04-15T00:00:01Z')
    expect(clock.observe({ ...state, change: 8, today: '2026-04-15' }, midnight)).toBe(midnight)
  })
})
