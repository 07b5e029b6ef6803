/** `offprint labs list|show|run|new`: the papers' labs on the command line. Wired by `labsCommand(program)`. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { figureSvg, findLab, labReference, labsList, runLab, showLab } from '@offprint/labs'
import { describeRange, explore, findExplorer, MODES, NO_RUN, readAssignments, recordedSource, terminalFigure } from '@offprint/labs/kit'
import type { DataFile, Figure, FigureData, Lab, Mode, RunResult } from '@offprint/labs/kit'
import { newLab } from '@offprint/labs/kit/node/new-lab.ts'
import { Option } from 'commander'
import type { Command } from 'commander'
import { globals, print } from '../context.ts'
import { EXIT, UsageError } from '../exit.ts'
import { createProgress } from '../progress.ts'

/** Requests that a lab does not understand are the caller's to correct. */
const CALLERS_ERRORS = ['LabUsageError', 'DataError']

async function asUsage<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Error && CALLERS_ERRORS.includes(error.name)) throw new UsageError(error.message)
    throw error
  }
}

const number = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(4))))

function checkLines(result: RunResult): string[] {
  return result.checks.map((check) => {
    const mark = check.pass ? 'holds     ' : 'fails     '
    return `${mark}${check.id}: ${number(check.value)} ${check.op} ${number(check.bound)}\n          ${check.claim}`
  })
}

/** The reader's files: `--data a.npy,b.csv`. A folder there is the data folder of the installation, of no use to a lab. */
async function ownFiles(given: string | undefined): Promise<DataFile[]> {
  if (!given) return []
  if ((await stat(given).catch(() => undefined))?.isDirectory()) return []
  return Promise.all(
    given.split(',').map(async (path) => {
      try {
        return { name: basename(path), bytes: new Uint8Array(await readFile(path)) }
      } catch {
        throw new UsageError(`${path} cannot be read.`)
      }
    }),
  )
}

async function writeFigures(slug: string, figures: readonly Figure[], result: FigureData, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  return Promise.all(
    figures.map(async (figure) => {
      const path = join(folder, `${slug}-${figure.id}.svg`)
      await writeFile(path, `${figureSvg(figure, result)}\n`)
      return path
    }),
  )
}

interface RunFlags {
  quick?: boolean
  full?: boolean
  headline?: boolean
  seed?: string
  set: string[]
  control?: boolean | string
  svg?: string
}

function modeOf(flags: RunFlags): Mode {
  const chosen = MODES.filter((mode) => flags[mode])
  if (chosen.length > 1) throw new UsageError(`Give one of ${MODES.map((mode) => `--${mode}`).join(', ')}, not several.`)
  return chosen[0] ?? 'quick'
}

async function run(wanted: string, flags: RunFlags, command: Command): Promise<void> {
  const lab = await asUsage(() => findLab(wanted))
  const mode = modeOf(flags)
  const seed = flags.seed === undefined ? undefined : Number(flags.seed.trim() || Number.NaN)
  const files = await ownFiles(globals(command).data)
  const progress = createProgress(lab.slug)
  const result = await asUsage(async () => {
    if (files.length > 0 && !lab.data) throw new UsageError(`Lab ${lab.slug} does not take data of one's own.`)
    const data = files.length > 0 ? lab.data?.parse(files) : undefined
    const set = readAssignments(flags.set)
    return runLab(lab, { mode, seed, set, control: flags.control, data, onProgress: (done, label) => progress.update(done, 1, label) })
  }).finally(() => progress.end())
  if (flags.svg) for (const path of await writeFigures(lab.slug, lab.figures, result, flags.svg)) process.stderr.write(`${path}\n`)
  const { tables: _tables, ...shown } = result
  print(command, shown, () => runLines(lab, result))
  if (!result.holds) process.exitCode = EXIT.claim
}

function runLines(lab: Lab, result: RunResult): string[] {
  const figure = lab.figures.map((each) => terminalFigure(each, result)).find((text) => text !== undefined)
  const passed = result.checks.filter((check) => check.pass).length
  const verdicts = result.verdicts.map(({ verdict, claim, measure, value }) => `${verdict}: ${claim}${measure ? ` (${measure}: ${number(value)})` : ''}`)
  const control = lab.controls.find((each) => each.id === result.controlId)
  return [
    `${lab.number} · ${lab.title}`,
    lab.question,
    ...(control ? [`Control: ${control.label}. ${control.about}`] : []),
    '',
    ...(figure ? [figure, ''] : []),
    ...checkLines(result),
    ...(result.ownData ? Object.entries(result.metrics).map(([name, value]) => `  ${name}: ${number(value)}`) : []),
    ...(verdicts.length > 0 ? ['', "The paper's claims, as this run shows them:", ...verdicts.map((line) => `  ${line}`)] : []),
    '',
    result.ownData
      ? `Ran on your data in ${result.seconds} s; the claims speak of the lab's own experiment and were not checked.`
      : `${result.holds ? 'Holds' : 'Does not hold'}: ${passed} of ${result.checks.length} checks; ${result.mode} mode, seed ${result.seed}, ${result.seconds} s.`,
  ]
}

function listCommand(labs: Command): void {
  labs
    .command('list')
    .description('all labs: what is ready, and how many of each paper’s claims are reproduced')
    .addHelpText('after', '\nExample:\n  offprint labs list --json')
    .action(async (_flags: object, command: Command) => {
      const rows = await labsList()
      print(command, rows, () =>
        rows.map(({ number: n, title, state, verdicts }) => {
          const total = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
          return `${String(n).padStart(3)}  ${state === 'ready' ? `${verdicts.reproduced} of ${total} reproduced` : 'coming'.padEnd(17)}  ${title}`
        }),
      )
    })
}

function showCommand(labs: Command): void {
  labs
    .command('show')
    .argument('<lab>', 'its number (1–36), paper id or name')
    .description('what a lab asks, checks and takes, and its recorded run')
    .addHelpText('after', '\nExample:\n  offprint labs show 20')
    .action(async (wanted: string, _flags: object, command: Command) => {
      const shown = await asUsage(() => showLab(wanted))
      const reference = await labReference(shown.slug)
      print(command, shown, () => [
        `${shown.number} · ${shown.title} (${shown.paper})`,
        shown.question,
        shown.summary,
        '',
        'Parameters (--set name=value):',
        ...shown.params.map((param) => `  ${param.name.padEnd(14)} ${describeRange(param)}, ${String(param.default)} by default. ${param.help ?? ''}`),
        '',
        'Modes:',
        ...MODES.map((mode) => `  --${mode}`.padEnd(14) + `${shown.presets[mode].about}; about ${shown.presets[mode].seconds} s`),
        '',
        'Checks:',
        ...shown.checks.map((check) => `  ${check.id}: ${check.claim}`),
        '',
        'Controls (--control ID), each of which must break the claim:',
        ...shown.controls.map((control) => `  ${control.id}: ${control.label}`),
        ...(shown.explorers.length > 0 ? ['', 'Explorers (labs explore LAB ID --set name=value):', ...shown.explorers.map(({ id, title, knobs }) => `  ${id}: ${title} (${knobs.map(({ name }) => name).join(', ')})`)] : []),
        ...(shown.data ? ['', `Your own data (--data FILE): ${shown.data.help}`] : []),
        '',
        reference
          ? `Recorded: ${reference.full.checks.filter((check) => check.pass).length} of ${reference.full.checks.length} checks hold; seed ${reference.full.seed}, ${reference.full.seconds} s.`
          : 'There is no recorded run yet.',
      ])
    })
}

/** Answers a lab's explorer from its recorded run. */
async function exploreLab(wanted: string, id: string | undefined, flags: { set: string[]; svg?: string }, command: Command): Promise<void> {
  const lab = await asUsage(() => findLab(wanted))
  const reference = await labReference(lab.slug)
  const { explorer, answer } = await asUsage(async () => {
    const found = findExplorer(lab, id)
    return { explorer: found, answer: await explore(found, reference ? recordedSource(reference) : NO_RUN, readAssignments(flags.set)) }
  })
  if (flags.svg) for (const path of await writeFigures(lab.slug, explorer.figures, answer, flags.svg)) process.stderr.write(`${path}\n`)
  print(command, { lab: lab.slug, explorer: explorer.id, ...answer }, () => [
    `${lab.number} · ${explorer.title}`,
    ...explorer.figures.flatMap((figure) => ['', terminalFigure(figure, answer)].filter((text) => text !== undefined)),
    '',
    answer.says,
  ])
}

function exploreCommand(labs: Command): void {
  labs
    .command('explore')
    .argument('<lab>', 'its number (1–36), paper id or name')
    .argument('[explorer]', 'which of its explorers; the first when left out')
    .description('turn a lab’s explorer by hand: an answer at once, from the recorded run')
    .addOption(settingOption())
    .option('--svg <folder>', 'write the figures there')
    .addHelpText('after', '\nExample:\n  offprint labs explore 31 --set definition=rrrrrrrr........ --set name=40')
    .action(exploreLab)
}

const settingOption = (): Option =>
  new Option('--set <name=value>', 'change a parameter; may be repeated').argParser((value: string, before: string[]) => [...before, value]).default([], 'none')

/** Adds `labs` with its subcommands. Exit status 3 where a claim does not hold, 2 for a request no lab understands. */
export function labsCommand(program: Command): void {
  const labs = program.command('labs').description('run the papers’ methods and check their claims')
  listCommand(labs)
  showCommand(labs)
  exploreCommand(labs)
  labs
    .command('run')
    .argument('<lab>', 'its number (1–36), paper id or name')
    .description('run a lab and check its claim; exit status 3 where it does not hold')
    .option('--quick', 'seconds (the default)')
    .option('--full', 'up to two minutes')
    .option('--headline', "the paper's own settings as far as they fit")
    .option('--seed <n>', 'seed of all random numbers')
    .addOption(settingOption())
    .option('--control [id]', 'switch the method off: the claim must then fail')
    .option('--svg <folder>', 'write the figures there')
    .addHelpText('after', '\n--data FILE[,FILE] runs the method on your own CSV or NPY, where the lab takes one.\n\nExamples:\n  offprint labs run 20 --seed 3 --set n=64\n  offprint labs run 16 --control --json')
    .action(run)
  labs
    .command('new')
    .argument('<paper>', 'the paper’s id')
    .description('start a lab from a template that runs and passes')
    .option('--title <title>', 'the paper’s title, for papers outside the founding edition')
    .addHelpText('after', '\nExample:\n  offprint labs new 2401.05420')
    .action(async (paper: string, { title }: { title?: string }, command: Command) => {
      const made = await asUsage(() => newLab({ paper, title }))
      print(command, made, () => [`Made ${made.folder}`, ...made.files.map((file) => `  ${file}`), '', made.next])
    })
}
