/**
 * The labs as site and command line use them: `labsList`, `showLab`, `findLab`, `labReference`, `labNotes`, `runLab`.
 * This module reads files; browsers import `@offprint/labs/src/registry.ts` and `@offprint/labs/kit/worker.ts`.
 */
import { LabUsageError, paramControls } from '../kit/index.ts'
import type { Lab, Verdict } from '../kit/index.ts'
import { VERDICTS } from '../kit/index.ts'
import { labReference } from '../kit/node/files.ts'
import { foundingLabs } from './founding-labs.ts'
import { labSlugs, loadLab } from './registry.ts'

export { labFolder, labNotes, labReference } from '../kit/node/files.ts'
export { figureSvg, pageFigures } from '../kit/node/svg.ts'
export { runLab } from '../kit/index.ts'
export { foundingLabs } from './founding-labs.ts'
export { labSlugs, loadLab } from './registry.ts'

/** One row of `labs list --json`. */
export interface LabListRow {
  number: number
  lab: string
  paper: string
  title: string
  /** `ready` once the lab is there with a recorded run. */
  state: 'ready' | 'coming'
  /** How many of the paper's claims the recorded run gives each verdict. */
  verdicts: Record<Verdict, number>
}

/** All labs in order of their numbers: the founding edition's 36, then any others. */
export async function labsList(): Promise<LabListRow[]> {
  const founding = foundingLabs.map(({ number, slug, paper, title }) => ({ number, lab: slug, paper, title }))
  const others = await Promise.all(labSlugs.filter((slug) => !founding.some((row) => row.lab === slug)).map(loadLab))
  const rows = [...founding, ...others.map(({ number, slug, paper, title }) => ({ number, lab: slug, paper, title }))]
  return Promise.all(
    rows
      .sort((a, b) => a.number - b.number)
      .map(async (row) => {
        const reference = labSlugs.includes(row.lab) ? await labReference(row.lab) : undefined
        const count = (verdict: Verdict) => reference?.full.verdicts.filter((each) => each.verdict === verdict).length ?? 0
        const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>
        return { ...row, state: reference ? ('ready' as const) : ('coming' as const), verdicts }
      }),
  )
}

/**
 * The lab that `wanted` means: the paper's number (`20`), the lab's folder name, the paper's id, or the folder name's
 * words (`more-is-better`). Throws a LabUsageError; for a lab that is still to come it says so.
 */
export async function findLab(wanted: string): Promise<Lab> {
  const text = wanted.trim().replace(/^arxiv:/i, '').replace(/v\d+$/, '')
  const means = (row: { number: number; slug: string; paper: string }) =>
    text === row.slug || text === row.paper || text === row.slug.slice(row.slug.indexOf('-') + 1) || (/^\d{1,3}$/.test(text) && Number(text) === row.number)
  const founding = foundingLabs.find(means)
  if (founding && labSlugs.includes(founding.slug)) return loadLab(founding.slug)
  if (founding) throw new LabUsageError(`The lab of paper ${founding.number}, ${founding.title}, is still to come.`)
  for (const slug of labSlugs) {
    const lab = await loadLab(slug)
    if (means(lab)) return lab
  }
  throw new LabUsageError(`There is no lab "${wanted}". Give a number from 1 to ${foundingLabs.length}, a paper id or a lab's name.`)
}

/** Everything a page or `labs show` says of a lab before it runs: the declaration as plain data, and the record. */
export async function showLab(wanted: string) {
  const lab = await findLab(wanted)
  const { run: _run, params, data, claims, explorers = [], ...declared } = lab
  return {
    ...declared,
    params: paramControls(params),
    data: data && { help: data.help, columns: data.columns, example: data.example },
    claims: claims.map(({ verdict: _verdict, ...claim }) => claim),
    explorers: explorers.map(({ load: _load, knobs, ...explorer }) => ({ ...explorer, knobs: paramControls(knobs) })),
    reference: await labReference(lab.slug),
  }
}
