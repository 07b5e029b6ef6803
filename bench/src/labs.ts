/** The labs on their pages in Chromium: how long a quick run takes there, and how the page behaves meanwhile. */
import { AxeBuilder } from '@axe-core/playwright'
import { labSlugs, loadLab } from '@offprint/labs'
import type { Lab } from '@offprint/labs/kit'
import { smallAddress } from '@offprint/labs/src/small-runs.ts'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findChromium, WHAT_TO_INSTALL } from '../../scripts/chromium.ts'
import { residentMb } from './measure/machine.ts'
import { temporaryFolder } from './measure/offprint.ts'
import { formatNumber, type Row, type Section } from './measure/report.ts'
import { cancelAfter, collect, COLLECTABLE, drawings, firstLoad, openLab, rendererId, runHere, type FirstLoad } from './labs/page.ts'
import { withServer } from './server.ts'

/** What the project promises of a quick run in a browser. */
const QUICK_SECONDS = 25
const LONGEST_TASK_MS = 100
const CANCEL_MS = 200
const SCRIPT_KB = 200
/** Growth over the runs after the third that still counts as flat; before it, code is compiled and caches fill. */
const GROWTH_MB = 8
/** The process's memory comes and goes in larger pieces: pages of the worker's heap, WebAssembly memories, pictures. */
const PROCESS_GROWTH_MB = 24
const SETTLED_RUNS = 3
const RUNS = 10
const KB = 1024
/** When a run is cancelled, in milliseconds of work: at once, while it begins, and well within it. */
const CANCEL_AT_MS = [0, 200, 500, 1000]

interface LabFigures {
  number: number
  load: FirstLoad
  seconds: number
  task: number
  cancel: number
  /** Rules of axe broken before a run, after it, and with the control beside. */
  axe: number
  /** The address of a run opened anew draws the same figures, point for point. */
  shared: boolean
  /** The control's run ends as one that does not hold. */
  broken: boolean
}

const violations = async (page: Page): Promise<number> => (await new AxeBuilder({ page }).analyze()).violations.length

async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(WHAT_TO_INSTALL)
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', ...COLLECTABLE] })
}

async function inBrowser<T>(act: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launch()
  try {
    return await act(browser)
  } finally {
    await browser.close()
  }
}

/** Another seed than the recorded one, so that a link has something to say. */
const SHARED = '?seed=3'

async function measureLab(browser: Browser, lab: Lab, address: string): Promise<LabFigures> {
  const { page, context } = await openLab(browser, address + SHARED)
  const load = await firstLoad(page)
  let axe = await violations(page)
  const run = await runHere(page)
  axe += await violations(page)
  const drawn = await drawings(page)
  const cancels: number[] = []
  // A quick run may be done before it is cancelled.
  await page.getByRole('radio', { name: /^Full/ }).check()
  for (const wait of CANCEL_AT_MS) cancels.push(await cancelAfter(page, wait))
  await page.getByRole('radio', { name: /^Quick/ }).check()
  const control = await runHere(page, '[data-run-control]')
  axe += await violations(page)
  const broken = (await page.locator('[data-run-line]').innerText()).startsWith('does not hold')
  await context.close()
  const again = await openLab(browser, address + SHARED)
  await runHere(again.page)
  const shared = JSON.stringify(await drawings(again.page)) === JSON.stringify(drawn)
  await again.context.close()
  return { number: lab.number, load, seconds: run.seconds, task: Math.max(run.longestTask, control.longestTask), cancel: Math.max(...cancels), axe, shared, broken }
}

const labAddress = (origin: string, lab: Lab): string => `${origin}/papers/${lab.paper}/lab`

/** The labs by their numbers; all where none is named. */
async function labsNamed(numbers: readonly number[] | undefined): Promise<Lab[]> {
  const labs = await Promise.all(labSlugs.map(loadLab))
  return numbers ? labs.filter((lab) => numbers.includes(lab.number)) : labs
}

const worst = (what: string, values: readonly number[], unit: string, bound: number): Row => ({ what, value: Math.max(...values), unit, target: { op: '<=', bound } })

export interface LabOptions {
  /** Numbers of the labs to measure. */
  labs?: readonly number[]
}

export async function benchLabs({ labs }: LabOptions = {}): Promise<Section> {
  const chosen = await labsNamed(labs)
  return withServer(temporaryFolder(), (origin) =>
    inBrowser(async (browser) => {
      const all: LabFigures[] = []
      for (const lab of chosen) all.push(await measureLab(browser, lab, labAddress(origin, lab)))
      return {
        name: 'labs',
        title: 'Labs in the browser',
        rows: [
          worst('quick run, from the click to the last figure, slowest lab', all.map((lab) => lab.seconds), 's', QUICK_SECONDS),
          worst('longest task of the page during a run, worst lab', all.map((lab) => lab.task), 'ms', LONGEST_TASK_MS),
          worst('cancelling, from the click to an idle worker, worst lab', all.map((lab) => lab.cancel), 'ms', CANCEL_MS),
          worst('scripts as sent before Run, largest page', all.map((lab) => lab.load.script / KB), 'KB', SCRIPT_KB),
          { what: 'recorded figures within the HTML, fewest', value: Math.min(...all.map((lab) => lab.load.figures)), unit: '', target: { op: '>=', bound: 1 } },
          worst('rules of axe broken before a run, after it and with the method off, all labs', [all.reduce((sum, lab) => sum + lab.axe, 0)], '', 0),
          worst('labs whose shared address draws another picture', [all.filter((lab) => !lab.shared).length], '', 0),
          worst('labs that hold with the method switched off', [all.filter((lab) => !lab.broken).length], '', 0),
        ],
        table: {
          head: ['lab', 'quick, s', 'longest task, ms', 'cancel, ms', 'HTML as sent, KB', 'script before Run, KB', 'figures in the HTML'],
          rows: all.map((lab) => [
            lab.number,
            formatNumber(lab.seconds),
            lab.task === 0 ? 'under 50' : formatNumber(lab.task),
            formatNumber(lab.cancel),
            formatNumber(lab.load.html / KB),
            formatNumber(lab.load.script / KB),
            lab.load.figures,
          ]),
        },
        notes: [
          `${browser.browserType().name()} ${browser.version()}, headless, one page at a time, the server on the same two cores. A task is what the browser reports by itself: none under 50 ms.`,
          `Cancelled ${CANCEL_AT_MS.join(', ')} ms into a full run; the slowest counts. The address with seed 3 is opened anew and its figures compared point for point.`,
        ],
      }
    }),
  )
}

async function growthOf(browser: Browser, address: string): Promise<{ heap: number[]; resident: number[] }> {
  const { page } = await openLab(browser, address)
  const [heap, resident]: number[][] = [[], []]
  let id: number | undefined
  for (let run = 0; run < RUNS; run++) {
    await runHere(page)
    // Only now it is the busiest for certain.
    id ??= await rendererId(browser)
    heap.push(await collect(page))
    resident.push((id && residentMb(id)) || Number.NaN)
  }
  return { heap, resident }
}

const growth = (values: readonly number[]): number => values.at(-1)! - values[SETTLED_RUNS - 1]

/** Ten runs in a row of each lab on one page: small ones, as a leak grows with the number of runs. */
export async function benchLabMemory({ labs }: LabOptions = {}): Promise<Section> {
  const chosen = await labsNamed(labs)
  return withServer(temporaryFolder(), async (origin) => {
    const all: { number: number; heap: number[]; resident: number[] }[] = []
    // A browser for each: what one lab leaves behind is not counted to the next.
    for (const lab of chosen) all.push({ number: lab.number, ...(await inBrowser((browser) => growthOf(browser, `${labAddress(origin, lab)}?${smallAddress(lab.slug)}`))) })
    return {
      name: 'labs-memory',
      title: 'Labs in the browser, ten runs in a row',
      rows: [
        worst(`heap of the page, growth from run ${SETTLED_RUNS} to run ${RUNS}, worst lab`, all.map(({ heap }) => growth(heap)), 'MB', GROWTH_MB),
        worst('process of page and worker, the same, worst lab', all.map(({ resident }) => growth(resident)), 'MB', PROCESS_GROWTH_MB),
      ],
      table: {
        head: ['lab', `heap of the page after run ${SETTLED_RUNS}, MB`, `after run ${RUNS}, MB`, `process after run ${SETTLED_RUNS}, MB`, `after run ${RUNS}, MB`],
        rows: all.map(({ number, heap, resident }) => [number, heap[SETTLED_RUNS - 1], heap.at(-1)!, resident[SETTLED_RUNS - 1], resident.at(-1)!].map((value, i) => (i === 0 ? value : formatNumber(value)))),
      },
      notes: ['Runs as small as the parameters allow, drawings and all; each lab in a new browser, garbage collected before each look. The process holds WebAssembly memory and the browser’s own caches as well.'],
    }
  })
}
