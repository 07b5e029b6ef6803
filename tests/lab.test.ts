/** A lab in the reader's browser: the recorded result at once, a run in a worker, its checks, cancelling, its address. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser, startSite, type StartedSite } from './browser.ts'

/** COSTARR: of the labs the one whose quick run is shortest. */
const LAB = '/papers/2508.01087/lab'
/** A quick run takes seconds on an idle machine; tests share theirs with others. */
const PATIENCE_MS = 180_000

let site: StartedSite
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([startSite(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

async function withPage(options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url, viewport: { width: 1280, height: 900 }, ...options })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const failures: string[] = []
    page.on('pageerror', (error) => failures.push(error.message))
    await act(page)
    expect(failures).toEqual([])
  } finally {
    await context.close()
  }
}

it('shows the recorded figures, checks and claims without a script, and what needs one says so', async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${LAB}?seed=7&control=x&mode=full`)
    expect(await page.locator('[data-figure] svg[role=img]').count()).toBeGreaterThan(0)
    expect(await page.locator('.run-line').first().innerText()).toMatch(/^holds · \d+ of \d+ checks/)
    expect(await page.locator('[data-check]').count()).toBeGreaterThan(0)
    expect(await page.locator('[data-claim] [data-verdict]').allInnerTexts()).toContain('reproduced')
    expect(await page.getByRole('button', { name: 'Run' }).count()).toBe(0)
    expect(await page.getByText('Running it needs a script').isVisible()).toBe(true)
    // The address says what would run.
    expect(await page.getByLabel('Seed').inputValue()).toBe('7')
    expect(await page.getByRole('radio', { name: /^Full/ }).isChecked()).toBe(true)
  })
}, PATIENCE_MS)

it('runs, fills in its checks, draws beside the recorded figure, and keeps its seed in the address', async () => {
  await withPage({}, async (page) => {
    await page.goto(LAB)
    await page.getByLabel('Seed').fill('5')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Data as JSON' }).waitFor()
    expect(new URL(page.url()).search).toBe('?seed=5')
    expect(await page.locator('[data-run-line]').innerText()).toMatch(/^holds · (\d+) of \1 checks This run: quick, seed 5/)
    expect(await page.locator('[data-plot=run] svg[role=img]').count()).toBe(await page.locator('[data-figure]').count())
    expect(await page.locator('[data-command]').innerText()).toBe('offprint labs run 1 --quick --seed 5')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)).toEqual([])
  })
}, PATIENCE_MS)

it('with the method switched off does not hold, and says that it must not', async () => {
  await withPage({}, async (page) => {
    await page.goto(LAB)
    await page.getByRole('button', { name: 'Switch the method off' }).click()
    await page.getByRole('button', { name: 'Data as JSON' }).waitFor()
    expect(await page.locator('[data-run-line]').innerText()).toMatch(/^does not hold · .*as it must without the method/s)
  })
}, PATIENCE_MS)

it('stops when it is told to', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${LAB}?mode=full`)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled.').waitFor()
    // And can be started again.
    await page.getByRole('radio', { name: /^Quick/ }).check()
    await page.getByRole('button', { name: 'Run again' }).click()
    await page.getByRole('button', { name: 'Data as JSON' }).waitFor()
  })
}, PATIENCE_MS)

it('says what is wrong with a parameter instead of running', async () => {
  await withPage({}, async (page) => {
    await page.goto(LAB)
    await page.locator('[data-lab-form]').evaluate((form: HTMLFormElement) => (form.noValidate = true))
    await page.getByLabel('Seed').fill('-1')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: 'A seed is a whole number' }).waitFor()
  })
}, PATIENCE_MS)
