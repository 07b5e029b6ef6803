/** A lab in the reader's browser: the recorded result at once, a run in a worker, its checks, cancelling, its address. */
import { AxeBuilder } from '@axe-core/playwright'
import { foundingLabs, labSlugs } from '@offprint/labs'
import { smallAddress } from '@offprint/labs/src/small-runs.ts'
import { readFile } from 'node:fs/promises'
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
    expect(await violations(page)).toEqual([])
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

/** Every lab, as little of it as its parameters allow: what is looked at here is the page, not the claim. */
const LABS = foundingLabs.filter(({ slug }) => labSlugs.includes(slug))
const FINCH = '16-finch-evidence-weighting'

/** A drawing has one name, on its outside; its thousands of marks would only take axe's time. */
const violations = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).exclude('svg > *').analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)

/** Runs what the address asks for by the keyboard alone; the drawings it ends with. */
async function runByKeyboard(page: Page, address: string): Promise<string[]> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Run', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Data as JSON' }).waitFor()
  return page.locator('[data-plot=run]:not([hidden]) [data-drawing]').evaluateAll((all) => all.map((each) => each.innerHTML))
}

it.each(LABS)('lab $slug runs by the keyboard, stays accessible, and its address draws the same again', async ({ paper, slug }) => {
  const path = `/papers/${paper}/lab?${smallAddress(slug)}&seed=2`
  await withPage({}, async (page) => {
    const drawn = await runByKeyboard(page, path)
    expect(drawn.length).toBeGreaterThan(0)
    for (const svg of drawn) expect(svg).toMatch(/^<svg[^>]+role="img"/)
    // The address the page keeps is the one a reader would send.
    path.split('?')[1].split('&').forEach((part) => expect(new URL(page.url()).search).toContain(part))
  })
  await withPage({ colorScheme: 'dark', viewport: { width: 390, height: 844 } }, async (page) => {
    const drawn = await runByKeyboard(page, path)
    expect(drawn.some((svg) => svg.startsWith('<svg data-narrow'))).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
    // Visited again: a page that the browser has kept must run as well.
    const again = await runByKeyboard(page, path)
    expect(again.map((svg, at) => (svg === drawn[at] ? 'the same' : at))).toEqual(drawn.map(() => 'the same'))
    expect(await violations(page)).toEqual([])
  })
}, PATIENCE_MS)

it('gives its data and figures as files', async () => {
  await withPage({ acceptDownloads: true }, async (page) => {
    await runByKeyboard(page, `/papers/2602.03817/lab?${smallAddress(FINCH)}`)
    const download = async (button: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).first().click()])
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
    }
    const json = await download('Data as JSON')
    expect(json.name).toBe(`${FINCH}-seed-1.json`)
    expect(JSON.parse(json.bytes.toString())).toMatchObject({ lab: FINCH, seed: 1, params: { steps: 20 }, tables: { methods: expect.any(Array) } })
    expect((await download('as CSV')).bytes.toString()).toMatch(/^table,.*\n(?:map|methods),/)
    const svg = await download('SVG')
    expect(svg.bytes.toString()).toMatch(/^<svg /)
    expect(svg.bytes.toString()).not.toContain('var(--')
    expect((await download('PNG')).bytes.subarray(1, 4).toString()).toBe('PNG')
  })
}, PATIENCE_MS)

it('takes the reader’s own table, and says what is missing from one', async () => {
  await withPage({}, async (page) => {
    await page.goto('/papers/2602.03817/lab')
    await page.locator('summary').filter({ hasText: 'Your own data' }).click()
    const bring = async (text: string) => {
      await page.getByLabel('File (CSV or NPY)').setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
      await page.locator('[data-run]').click()
    }
    await bring('label,audio0\n0,1\n')
    await page.getByRole('alert').filter({ hasText: 'mine.csv has no columns prior0' }).waitFor()
    const rows = Array.from({ length: 40 }, (_, i) => (i % 2 ? '1,-0.5,0.9,0.3,0.7' : '0,0.7,-0.2,0.6,0.4'))
    await bring(['label,audio0,audio1,prior0,prior1', ...rows].join('\n'))
    await page.getByRole('button', { name: 'Data as JSON' }).waitFor()
    expect(await page.locator('[data-run-line]').innerText()).toMatch(/^your data: no check is made/)
  })
}, PATIENCE_MS)

it('answers an explorer at once, keeps its knobs in the address, and without a script answers the same', async () => {
  const lab = '/papers/2407.00106/lab'
  const answer = async (page: Page) => ({ says: await page.locator('[data-says-answer]').innerText(), svg: await page.locator('[data-explorer-drawing]').innerHTML() })
  let address = ''
  let drawn = { says: '', svg: '' }
  await withPage({}, async (page) => {
    await page.goto(lab)
    expect((await answer(page)).says).toContain('The knowledge is back')
    for (let place = 0; place < 16; place++) await page.locator(`[data-place="${place}"]`).press('Enter')
    await page.locator('[data-says-answer]').filter({ hasText: 'It does not come back' }).waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('own-prompt.definition')).toBe('w'.repeat(16))
    address = page.url()
    drawn = await answer(page)
  })
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(address)
    expect((await answer(page)).says).toBe(drawn.says)
    expect(await page.locator('[data-explorer] input[name="own-prompt.definition"]').inputValue()).toBe('w'.repeat(16))
    await page.locator('[data-explorer] select').first().selectOption('as a change of another concept')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(new URL(page.url()).searchParams.get('own-prompt.form')).toBe('as a change of another concept')
    await page.goto(`${lab}?own-prompt.noise=9`)
    expect((await answer(page)).says).toContain('"noise" must be a number from 0 to 1.5, not 9.')
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
