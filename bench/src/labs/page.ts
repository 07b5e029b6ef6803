/** A lab's page in Chromium: what a reader does there, and what the browser says of it. */
import type { Browser, BrowserContext, Page } from 'playwright-core'

/** A run takes seconds; longer than this it hangs. */
const PATIENCE_MS = 120_000
const RUN = '[data-run]'
const DONE = '[data-after]:not([hidden])'

/** What the page notes of itself for us; set up before its own scripts. */
interface Notes {
  /** When each task over 50 ms began on the page's thread, and its milliseconds: what browsers report. */
  tasks: { began: number; lasted: number }[]
  /** Runs that the worker was told to begin and has not answered. */
  outstanding: number
  /** When Cancel was pressed, when the worker last answered a run, and when the page said that it is cancelled. */
  pressed: number
  answered: number
  said: number
}
declare global {
  interface Window {
    labNotes: Notes
  }
}

/** Runs in the page before everything else: watches long tasks, the messages between page and worker, and Cancel. */
function takeNotes(): void {
  const notes: Notes = { tasks: [], outstanding: 0, pressed: 0, answered: 0, said: 0 }
  window.labNotes = notes
  new PerformanceObserver((list) => notes.tasks.push(...list.getEntries().map((entry) => ({ began: entry.startTime, lasted: entry.duration })))).observe({ type: 'longtask' })
  const { postMessage } = Worker.prototype
  const { terminate } = Worker.prototype
  const watched = new WeakSet<Worker>()
  Worker.prototype.terminate = function (this: Worker) {
    terminate.call(this)
    notes.outstanding = 0
    notes.answered = performance.now()
  }
  Worker.prototype.postMessage = function (this: Worker, ...message: Parameters<Worker['postMessage']>) {
    if (!watched.has(this)) {
      watched.add(this)
      this.addEventListener('message', ({ data }: MessageEvent<{ type: string }>) => {
        if (data.type === 'event' || data.type === 'exploration') return
        notes.outstanding--
        notes.answered = performance.now()
      })
    }
    if ((message[0] as { type?: string }).type === 'run') notes.outstanding++
    return postMessage.apply(this, message)
  } as Worker['postMessage']
  addEventListener('DOMContentLoaded', () => {
    document.querySelector('[data-cancel]')?.addEventListener('click', () => (notes.pressed = performance.now()), { capture: true })
    const text = document.querySelector('[data-progress-text]')
    if (text) new MutationObserver(() => text.textContent === 'Cancelled.' && (notes.said = performance.now())).observe(text, { childList: true, characterData: true, subtree: true })
  })
}

export interface OpenLab {
  page: Page
  context: BrowserContext
}

/** Opens a page of its own context, so that nothing is kept from another lab. */
export async function openLab(browser: Browser, address: string): Promise<OpenLab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
  await context.addInitScript(takeNotes)
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(address, { waitUntil: 'networkidle' })
  return { page, context }
}

export interface PageRun {
  /** From the click to the last figure. */
  seconds: number
  /** Milliseconds of the longest task on the page's thread meanwhile; 0 where none lasted 50 ms, below which browsers report none. */
  longestTask: number
}

/** Presses Run, or another button that runs, and waits for the result. */
export async function runHere(page: Page, button = RUN): Promise<PageRun> {
  const since = await page.evaluate(() => performance.now())
  const began = performance.now()
  await page.locator(button).click()
  await page.locator(DONE).waitFor()
  const seconds = (performance.now() - began) / 1000
  // What the last figure sets off, laying out and painting, belongs to the run; and browsers report tasks a little later.
  await page.waitForTimeout(300)
  const longestTask = await page.evaluate((from) => Math.max(0, ...window.labNotes.tasks.filter((task) => task.began >= from).map((task) => task.lasted)), since)
  return { seconds, longestTask }
}

/** The figures of the last run as they stand on the page. */
export const drawings = (page: Page): Promise<string[]> => page.locator('[data-drawing]').evaluateAll((all) => all.map((each) => each.innerHTML))

/** Starts a run, cancels it after `wait` milliseconds, and gives the milliseconds until page and worker were idle. */
export async function cancelAfter(page: Page, wait: number): Promise<number> {
  await page.locator(RUN).click()
  await page.waitForTimeout(wait)
  await page.locator('[data-cancel]').click()
  return page.evaluate(async () => {
    const notes = window.labNotes
    while (notes.said < notes.pressed || notes.outstanding > 0) {
      if (performance.now() - notes.pressed > 5000) throw new Error('Five seconds after Cancel the run is still going on.')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return Math.max(notes.said, notes.answered) - notes.pressed
  })
}

/** What a first look costs, before anybody has pressed Run. */
export interface FirstLoad {
  /** Bytes of the page's HTML as they were sent. */
  html: number
  /** Bytes of its scripts as they were sent. */
  script: number
  /** Recorded figures within the HTML itself. */
  figures: number
}

export async function firstLoad(page: Page): Promise<FirstLoad> {
  const sizes = await page.evaluate(() => ({
    html: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).encodedBodySize,
    script: performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  }))
  const text = await (await page.request.get(page.url())).text()
  return { ...sizes, figures: [...text.matchAll(/<svg[^>]+class="lab-plot[^"]*"/g)].length }
}

/** Collects the garbage of page and worker; the browser must have been started with COLLECTABLE. The page's heap in MB. */
export async function collect(page: Page): Promise<number> {
  const collectHere = async (): Promise<void> => {
    const { gc } = globalThis as unknown as { gc(): void }
    // The first collection finds array buffers and WebAssembly memories, the second has them released.
    gc()
    await new Promise((resolve) => setTimeout(resolve))
    gc()
  }
  await Promise.all([page.evaluate(collectHere), ...page.workers().map((worker) => worker.evaluate(collectHere))])
  return page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20)
}

/** Lets a page collect its garbage when asked, and tell its memory to the byte. */
export const COLLECTABLE = ['--js-flags=--expose-gc', '--enable-precise-memory-info']

/** The operating system's id of the process that holds the page and its workers: of a new browser's, the busiest. */
export async function rendererId(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)[0]?.id
}
