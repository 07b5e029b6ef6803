import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLab } from '../kit/index.ts'
import type { Lab } from '../kit/index.ts'
import { labsFolder } from '../kit/node/files.ts'
import { newLab } from '../kit/node/new-lab.ts'
import { figureSvg, findLab, foundingLabs, labReference, labSlugs, labsList, loadLab, showLab } from './index.ts'

describe('the list of labs', () => {
  it('has the founding edition’s 36 rows in order, ready where a run is recorded', async () => {
    const rows = await labsList()
    expect(rows.slice(0, 36).map((row) => row.number)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1))
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['number', 'lab', 'paper', 'title', 'state', 'verdicts'])
      expect(Object.keys(row.verdicts)).toEqual(['reproduced', 'in part', 'not at this scale', 'not tested'])
    }
    const ready = rows.find((row) => row.number === 20)!
    const reference = await labReference(ready.lab)
    expect(ready.state).toBe('ready')
    expect(Object.values(ready.verdicts).reduce((sum, count) => sum + count, 0)).toBe(reference!.full.verdicts.length)
    expect(rows.filter((row) => !labSlugs.includes(row.lab)).every((row) => row.state === 'coming')).toBe(true)
  })

  it('holds labs that agree with the founding table', async () => {
    for (const slug of labSlugs) {
      const lab = await loadLab(slug)
      expect(lab.slug).toBe(slug)
      expect(foundingLabs.find((row) => row.slug === slug)).toMatchObject({ number: lab.number, paper: lab.paper, title: lab.title })
    }
  })

  it.each(['20', '20-more-is-better', '2311.14646', 'arXiv:2311.14646v4', 'more-is-better'])('finds a lab by %s', async (wanted) => {
    expect((await findLab(wanted)).slug).toBe('20-more-is-better')
  })

  it('says what there is where nothing is found', async () => {
    await expect(findLab('37')).rejects.toThrow('There is no lab "37". Give a number from 1 to 36')
    const coming = foundingLabs.find((row) => !labSlugs.includes(row.slug))
    if (coming) await expect(findLab(String(coming.number))).rejects.toThrow(`The lab of paper ${coming.number}`)
    await expect(loadLab('constructor')).rejects.toThrow('There is no lab "constructor"')
  })

  it('shows a lab as plain data', async () => {
    const shown = await showLab('20')
    expect(JSON.parse(JSON.stringify(shown))).toMatchObject({ number: 20, checks: expect.any(Array), params: expect.any(Array) })
    expect(shown.reference!.full.figures.map((figure) => figure.id)).toEqual(shown.figures.map((figure) => figure.id))
  })
})

describe('the template of new labs', () => {
  let parent: string
  let lab: Lab
  beforeAll(async () => {
    // Beside the labs, so that its imports resolve as a lab's do.
    parent = await mkdtemp(join(labsFolder(), '.new-'))
    const made = await newLab({ paper: '2501.00001', title: "A paper's title: with «marks» and 'quotes'", parent })
    lab = ((await import(pathToFileURL(join(made.folder, 'lab.ts')).href)) as { default: Lab }).default
    expect(made.files).toEqual(['lab.test.ts', 'lab.ts', 'notes.md', 'run.ts'])
    expect(await readFile(join(made.folder, 'notes.md'), 'utf8')).toContain('## What did not reproduce')
  })
  afterAll(() => rm(parent, { recursive: true }))

  it('makes a lab that runs, holds and breaks under its control', async () => {
    expect(lab.title).toBe("A paper's title: with «marks» and 'quotes'")
    expect(lab.number).toBeGreaterThan(36)
    const result = await runLab(lab)
    expect(result.holds).toBe(true)
    expect((await runLab(lab, { control: true })).holds).toBe(false)
    expect(figureSvg(lab.figures[0], result)).toContain('<svg')
  })

  it('takes number and name from the founding edition, asks for a title elsewhere, and overwrites nothing', async () => {
    const known = await newLab({ paper: '2401.05420', parent })
    expect(known.slug).toBe('09-holobeam-bandit')
    await expect(newLab({ paper: '2401.05420', parent })).rejects.toThrow('is there already')
    await expect(newLab({ paper: '2501.00002', parent })).rejects.toThrow('give its title with --title')
  })
})

describe('what a browser loads', () => {
  const root = dirname(labsFolder())
  const methods = JSON.parse(readFileSync(join(root, 'methods/package.json'), 'utf8')) as { exports: Record<string, string> }

  /** The file behind an import, or the name itself where it is a package. */
  const follow = (from: string, name: string): string => {
    if (name.startsWith('.')) return resolve(dirname(from), name)
    const method = /^@offprint\/methods\/(.+)$/.exec(name)
    return method ? join(root, 'methods', methods.exports['./*'].replace('*', method[1])) : name
  }

  const graph = (entry: string): { files: Set<string>; packages: Set<string> } => {
    const [files, packages, left] = [new Set<string>(), new Set<string>(), [entry]]
    while (left.length > 0) {
      const file = left.pop()!
      if (files.has(file)) continue
      files.add(file)
      const text = readFileSync(file, 'utf8')
      // Type-only imports are stripped before anything runs.
      const names = [...text.matchAll(/^(?:import|export)(?! type)[^'";]*?from '([^']+)'/gm), ...text.matchAll(/import\('([^']+)'/g)].map((match) => match[1])
      for (const target of names.map((name) => follow(file, name))) {
        if (!target.startsWith('/')) packages.add(target)
        else if (target.endsWith('.ts')) left.push(target)
      }
    }
    return { files, packages }
  }

  it('reaches every lab and method from the worker, and nothing of Node', () => {
    const { files, packages } = graph(join(labsFolder(), 'kit/worker.ts'))
    for (const slug of labSlugs) expect([...files].some((file) => file.includes(`${slug}/run.ts`)), slug).toBe(true)
    expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([])
    expect([...files].filter((file) => file.includes('/kit/node/'))).toEqual([])
    expect([...packages]).not.toContain('@observablehq/plot')
  })

  it('keeps the page’s own part small: no lab, no Plot', () => {
    const { files, packages } = graph(join(labsFolder(), 'kit/worker-client.ts'))
    expect([...files].map((file) => file.slice(root.length + 1))).toEqual(['labs/kit/worker-client.ts'])
    expect([...packages]).toEqual([])
    expect([...graph(join(labsFolder(), 'kit/render.ts')).packages]).toEqual(['@observablehq/plot'])
  })

  it('has no file that the registry names and the folder lacks', () => {
    for (const slug of labSlugs) expect(existsSync(join(labsFolder(), slug, 'lab.ts')), slug).toBe(true)
  })
})
