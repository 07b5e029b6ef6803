import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { SQLITE_FILE } from '@offprint/store'
import { eachEngine, temporaryFolder } from '@offprint/store/testing'
import { offprint } from './testing.ts'

const papers = [
  { id: 'iclr2018-B11bwYgfM', title: 'A paper about small weights and unknown classes', authors: ['Ann Example', 'Bob Beispiel'], year: 2018, venue: 'iclr', abstract: 'Small weights learned in training attenuate features; that tells unknown classes apart.' },
  { id: 'arXiv:2508.01832v2', title: 'Another paper: $\\ell_1$ <b>norms</b>', authors: [{ name: 'Çelik Öz' }], published: '2025-08-03', categories: ['stat.ML'] },
]
const asLines = (records: object[]) => records.map((record) => JSON.stringify(record)).join('\n')

describe('usage', () => {
  it('lists its commands, and every command has an example', async () => {
    const { status, stdout } = await offprint(['--help'])
    expect(status).toBe(0)
    for (const name of ['serve', 'import', 'search', 'paper', 'index', 'export', 'backup', 'restore', 'doctor', 'migrate', 'config', 'labs']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
    }
    for (const name of ['import', 'search', 'paper', 'export', 'backup', 'restore', 'doctor', 'migrate', 'config', 'serve']) {
      const help = await offprint([name, '--help'])
      expect([name, help.status, /Examples?:\n/.test(help.stdout)]).toEqual([name, 0, true])
    }
  })

  it.each([
    [['fly']],
    [['import']],
    [['import', 'x.jsonl', '--format', 'word']],
    [['import', 'x.jsonl', '--listed-on', '2025-02-30']],
    [['paper', 'grokking']],
    [['search', 'x', '--limit', '0']],
    [['serve', '--port', '99999']],
  ])('answers %j with status 2 and a sentence', async (args) => {
    const { status, stdout, stderr } = await offprint([...args, '--data', temporaryFolder()])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.trim().length).toBeGreaterThan(10)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('says which variable is wrong', async () => {
    const { status, stderr } = await offprint(['config'], { env: { PORT: 'eighty' } })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^offprint: PORT: "eighty" will not do/)
  })
})

eachEngine('the command line', (store) => {
  const setUp = async () => {
    const { folder, url } = await store.options()
    const env: Record<string, string> = { OFFPRINT_DATA: folder, ...(url ? { DATABASE_URL: url } : {}) }
    const run = (args: string[], stdin?: string | Uint8Array) => offprint(args, { env, stdin })
    const json = async (args: string[], stdin?: string | Uint8Array) => {
      const ran = await run([...args, '--json'], stdin)
      expect(ran.stderr).toBe('')
      return { status: ran.status, value: JSON.parse(ran.stdout) }
    }
    return { folder, run, json }
  }

  it('imports, finds, shows and exports; the export imports back byte for byte', async () => {
    const first = await setUp()
    const file = join(temporaryFolder(), 'papers.jsonl.gz')
    writeFileSync(file, gzipSync(asLines(papers)))
    expect((await first.json(['import', file])).value).toMatchObject({ read: 2, added: 2, changed: 0, unchanged: 0, rejected: [] })
    expect((await first.json(['import', file])).value).toMatchObject({ read: 2, added: 0, changed: 0, unchanged: 2 })
    const found = (await first.json(['search', 'unknown', 'classes', 'author:beispiel'])).value
    expect(found.results.map((result: { id: string }) => result.id)).toEqual(['ext:iclr2018-B11bwYgfM'])
    expect((await first.run(['paper', 'https://arxiv.org/abs/2508.01832', '--format', 'bibtex'])).stdout).toContain('eprint = {2508.01832}')
    expect((await first.json(['paper', '2508.01832'])).value).toMatchObject({ title: 'Another paper: $\\ell_1$ norms', published: '2025-08-03' })

    const exported = join(temporaryFolder(), 'all.jsonl.gz')
    expect((await first.json(['export', exported])).value).toMatchObject({ papers: 38 })
    const second = await setUp()
    expect((await second.json(['import', exported])).value).toMatchObject({ read: 38, added: 2, rejected: [] })
    const again = (await second.run(['export', '-'])).stdout
    expect(again).toBe(gunzipSync(readFileSync(exported)).toString())
  })

  it('keeps what is good of a file and says what is not, with its line', async () => {
    const { json, run } = await setUp()
    const { status, value } = await json(['import', '-'], `${asLines(papers.slice(0, 1))}\n{broken\n{"abstract":"no title"}\n${JSON.stringify(papers[1])}\n`)
    expect(status).toBe(0)
    expect(value).toMatchObject({ added: 2 })
    expect(value.rejected.map((one: { line: number }) => one.line)).toEqual([2, 3])
    const missing = await run(['import', 'no-such-file.jsonl'])
    expect(missing.status).toBe(2)
    expect(missing.stderr).toMatch(/no-such-file\.jsonl/)
  })

  it('says how the installation is', async () => {
    const { run, json } = await setUp()
    expect((await json(['migrate', '--dry-run'])).value.pending.length).toBeGreaterThan(0)
    expect((await run(['import', '-'], asLines(papers))).status).toBe(0)
    expect((await json(['migrate'])).value.pending).toEqual([])
    const status = (await json(['index', 'rebuild'])).value
    expect(status.papers).toBe(38)
    const doctor = await run(['doctor'])
    expect(doctor.stdout).toMatch(/ok\s+search index: current, 38 papers/)
    expect(doctor.status).toBe(0)
  })
})

describe('backup and restore', () => {
  it('bring a catalogue back with everything in it', async () => {
    const [from, to] = [join(temporaryFolder(), 'a'), join(temporaryFolder(), 'b')]
    await offprint(['import', '-', '--data', from], { stdin: asLines(papers) })
    const file = join(temporaryFolder(), 'copy.db')
    expect((await offprint(['backup', file, '--data', from])).status).toBe(0)
    expect((await offprint(['restore', file, '--data', to])).status).toBe(0)
    const [one, other] = await Promise.all([from, to].map((data) => offprint(['export', '-', '--data', data])))
    expect(other.stdout).toBe(one.stdout)
    const refused = await offprint(['restore', file, '--data', to])
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/is not empty/)])
  })
})

describe('trouble', () => {
  it('says that a database is damaged, and touches nothing', async () => {
    const folder = temporaryFolder()
    const file = join(folder, SQLITE_FILE)
    writeFileSync(file, 'not a database '.repeat(1000))
    const { status, stderr } = await offprint(['search', 'x', '--data', folder])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/damaged or not a database/)])
    expect(readFileSync(file, 'utf8')).toBe('not a database '.repeat(1000))
  })

  it('says that a port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const { status, stderr } = await offprint(['serve', '--port', String(port), '--data', temporaryFolder()])
    taken.close()
    expect(status).toBe(1)
    expect(stderr).toContain(`Port ${port} is in use`)
  })

  it('leaves no half-written export where the disk refuses', async () => {
    const target = join(temporaryFolder(), 'missing', 'all.jsonl')
    const { status, stderr } = await offprint(['export', target, '--data', temporaryFolder()])
    expect(status).toBe(1)
    expect(stderr).toMatch(/offprint: .*all\.jsonl/)
    expect(existsSync(target)).toBe(false)
  })
})
