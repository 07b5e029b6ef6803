import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureSecret, readConfig } from '../index.ts'
import { temporaryFolder } from '../testing.ts'

describe('readConfig', () => {
  it('has a default for everything', () => {
    const { config, values } = readConfig({})
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', databaseUrl: '', jobs: true, sources: [] })
    expect(config.data.endsWith('/data')).toBe(true)
    expect(values.every((value) => value.from === 'default')).toBe(true)
  })

  it('reads secrets from files and never prints them', () => {
    const file = join(temporaryFolder(), 'url')
    writeFileSync(file, 'postgres://a:pw@db/x\n')
    const { config, values } = readConfig({ DATABASE_URL_FILE: file })
    expect(config.databaseUrl).toBe('postgres://a:pw@db/x')
    expect(values.find((value) => value.name === 'DATABASE_URL')).toMatchObject({ value: '(set)', from: 'file' })
    expect(JSON.stringify(values)).not.toContain('pw@')
  })

  it.each([
    [{ PORT: 'eighty' }, /PORT: "eighty" will not do: must be a port number/],
    [{ PORT: '99999' }, /PORT/],
    [{ ORIGIN: 'papers.example.org' }, /ORIGIN.*must look like https/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL: its value will not do/],
    [{ SMTP_URL_FILE: '/nowhere/at/all' }, /SMTP_URL_FILE names/],
    [{ SMTP_URL: 'smtp://a', SMTP_URL_FILE: 'b' }, /both set/],
  ])('says what is wrong with %o', (env, message) => {
    expect(() => readConfig(env)).toThrow(message)
  })
})

describe('ensureSecret', () => {
  it('is made once, differs between names and folders, and stays', () => {
    const folder = temporaryFolder()
    const first = ensureSecret(folder, 'secret')
    expect(first.created).toBe(true)
    expect(ensureSecret(folder, 'secret')).toEqual({ value: first.value, created: false })
    expect(ensureSecret(folder, 'owner-token').value).not.toBe(first.value)
    expect(ensureSecret(temporaryFolder(), 'secret').value).not.toBe(first.value)
  })
})
