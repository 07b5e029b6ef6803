/**
 * Records a lab's reference: `node labs/kit/node/record.ts 20` (numbers, slugs; all labs when none is named).
 * Runs quick, full and the first control, draws the figures and writes `labs/NN-slug/reference.json`.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { labSlugs, loadLab } from '../../src/registry.ts'
import { sourceTables } from '../explorer.ts'
import { narrowPlot } from '../figure.ts'
import type { Lab } from '../lab.ts'
import { recordedRun } from '../reference.ts'
import type { LabReference, RecordedFigure } from '../reference.ts'
import type { RunResult } from '../run.ts'
import { runLab } from '../run-lab.ts'
import type { RunOptions } from '../run-lab.ts'
import { labFolder } from './files.ts'
import { figureSvg } from './svg.ts'

const drawAll = (lab: Lab, result: RunResult): RecordedFigure[] =>
  lab.figures.map((figure) => ({
    id: figure.id,
    svg: figureSvg(figure, result, { colours: 'css' }),
    ...(narrowPlot(figure) ? { narrow: figureSvg(figure, result, { colours: 'css', narrow: true }) } : {}),
  }))

/**
 * A run whose seconds are those of the processor: recordings are made beside other work, and a page that shows them
 * should not tell how busy a machine was.
 */
async function timedRun(lab: Lab, options: RunOptions): Promise<RunResult> {
  const before = process.cpuUsage()
  const result = await runLab(lab, options)
  const { user, system } = process.cpuUsage(before)
  return { ...result, seconds: Math.min(result.seconds, Math.round((user + system) / 1e4) / 100) }
}

/** Runs the lab as its reference needs it. `onProgress` hears of all three runs. */
export async function recordReference(lab: Lab, options: Pick<RunOptions, 'seed' | 'onProgress' | 'signal'> = {}): Promise<LabReference> {
  const quick = await timedRun(lab, { ...options, mode: 'quick' })
  const full = await timedRun(lab, { ...options, mode: 'full' })
  const [control] = lab.controls
  const mode = !control.modes || control.modes.includes('full') ? 'full' : control.modes[0]
  const broken = await timedRun(lab, { ...options, mode, control: control.id })
  return {
    lab: lab.slug,
    paper: lab.paper,
    versions: { ...full.versions, node: process.versions.node },
    full: {
      ...recordedRun(full),
      series: full.series,
      verdicts: full.verdicts,
      figures: drawAll(lab, full),
      thumbnail: figureSvg(lab.figures[0], full, { colours: 'css', thumbnail: true }),
      ...(lab.explorers?.some(({ needs }) => needs.length > 0) ? { tables: sourceTables(lab, full.tables) } : {}),
    },
    control: { ...recordedRun(broken), figures: drawAll(lab, broken) },
    quick: recordedRun(quick),
  }
}

/** Numbers in references are for comparing and drawing: twelve digits are more than any tolerance asks for. */
const shorten = (_key: string, value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(12)) : value)

async function main(wanted: string[]): Promise<void> {
  const chosen = labSlugs.filter((slug) => wanted.length === 0 || wanted.some((each) => slug === each || Number(each) === Number.parseInt(slug, 10)))
  for (const slug of chosen) {
    const reference = await recordReference(await loadLab(slug))
    await writeFile(join(labFolder(slug), 'reference.json'), `${JSON.stringify(reference, shorten, 1)}\n`)
    process.stderr.write(
      `${slug}: quick ${reference.quick.seconds} s, full ${reference.full.seconds} s; holds ${reference.full.holds}; control holds ${reference.control.holds}\n`,
    )
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2))
