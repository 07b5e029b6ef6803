/** The whole way of a reader, in a browser: edition, search, paper, citation, the day before, colours, keys, no script. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, startSite, type StartedSite } from './browser.ts'
import { EARLIER_DAY, EARLIER_PAPERS, importArguments } from './papers.ts'

let site: StartedSite
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([startSite(async ({ run }) => void (await run(importArguments, EARLIER_PAPERS))), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  expect(await site?.stop()).toBe(0)
})

/** A page of its own context; anything the browser complains about fails the test. */
async function withPage(options: BrowserContextOptions, act: (page: Page, complaints: string[]) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url, viewport: { width: 1280, height: 900 }, ...options })
  try {
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await act(page, complaints)
    expect(complaints).toEqual([])
  } finally {
    await context.close()
  }
}

const heading = (page: Page) => page.locator('h1').innerText()

describe('a reader with a script', () => {
  it('walks from the newest edition by search to a paper, copies its citation, and reads the day before', async () => {
    await withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.goto('/')
      expect(await heading(page)).toMatch(/The daily papers,\s+Tuesday 14 April/)
      expect(await page.locator('.card').count()).toBe(36)

      await page.keyboard.press('/')
      await page.keyboard.type('feature emergence grokking')
      await Promise.all([page.waitForURL(/\/papers\?q=feature/), page.keyboard.press('Enter')])
      const first = page.locator('.card h2 a').first()
      expect(await first.innerText()).toBe('Provable Scaling Laws of Feature Emergence from Learning Dynamics of Grokking')

      await first.click()
      await page.waitForURL('**/papers/2509.21519')
      await page.getByRole('button', { name: 'Copy' }).first().click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^@misc\{tian2025provable,[\s\S]*eprint = \{2509\.21519\}/)

      await page.getByRole('link', { name: '14 April' }).first().click()
      await page.getByRole('link', { name: '← 13 April' }).click()
      await page.waitForURL(`**/papers/date/${EARLIER_DAY}`)
      expect(await page.locator('.card').count()).toBe(3)
    })
  })

  it('shows formulas and harmless text, whatever a title holds', async () => {
    await withPage({}, async (page) => {
      await page.goto('/papers/2505.00001')
      expect(await page.locator('h1').innerText()).toContain('<script>alert(1)</script>')
      expect(await page.locator('h1 math msqrt').count()).toBe(1)
      expect(await page.locator('.abstract b').innerText()).toBe('all')
      // Laid out as a formula, not as its letters in a row.
      const box = await page.locator('h1 math msqrt').boundingBox()
      expect(box?.width).toBeGreaterThan(10)
    })
  })

  it('opens the names behind their number', async () => {
    await withPage({}, async (page) => {
      await page.goto(`/papers/date/${EARLIER_DAY}`)
      await page.getByText('3 authors').click()
      await page.getByRole('link', { name: 'Çelik Öz' }).click()
      await page.waitForURL('**/authors/celik-oz')
      expect(await heading(page)).toMatch(/Çelik Öz/)
    })
  })

  it('reaches old identifiers and DOIs, and leads other forms of them to the one address', async () => {
    await withPage({}, async (page) => {
      for (const [asked, reached] of [
        ['/papers/cs/0112017', '/papers/cs/0112017'],
        ['/papers/doi:10.1000%2Fxyz.123', '/papers/doi:10.1000%2Fxyz.123'],
        ['/papers/arXiv:2505.00001v2', '/papers/2505.00001'],
        ['/papers?date=2026-4-13', `/papers/date/${EARLIER_DAY}`],
      ]) {
        const response = await page.goto(asked)
        expect([asked, response?.status(), new URL(page.url()).pathname]).toEqual([asked, 200, reached])
      }
    })
  })
})

describe('colours', () => {
  const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const DARK = 'rgb(22, 21, 19)'
  const LIGHT = 'rgb(251, 250, 246)'

  it('follow the system', async () => {
    for (const [colorScheme, colour] of [['light', LIGHT], ['dark', DARK]] as const) {
      await withPage({ colorScheme }, async (page) => {
        await page.goto('/')
        expect(await paper(page)).toBe(colour)
      })
    }
  })

  it.each([true, false])('follow the reader, with a script: %s', async (javaScriptEnabled) => {
    await withPage({ javaScriptEnabled, colorScheme: 'light' }, async (page) => {
      await page.goto('/papers/2509.21519')
      await page.getByRole('button', { name: 'Dark colours' }).click()
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
      if (javaScriptEnabled) expect(await paper(page)).toBe(DARK)
      expect(new URL(page.url()).pathname).toBe('/papers/2509.21519')
      await expect.poll(async () => (await page.context().cookies()).find(({ name }) => name === 'theme')?.value).toBe('dark')
      await page.goto('/labs')
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    })
  })
})

describe('the keyboard alone', () => {
  it('walks the papers, opens one, shows and closes the help', async () => {
    await withPage({}, async (page) => {
      await page.goto('/')
      for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
      const second = page.locator('.card').nth(1)
      expect(await second.getAttribute('data-current')).toBe('')
      await page.keyboard.press('?')
      expect(await page.locator('#help').getAttribute('open')).toBe('')
      await page.keyboard.press('Escape')
      expect(await page.locator('#help').getAttribute('open')).toBeNull()
      await Promise.all([page.waitForURL('**/papers/2405.09637'), page.keyboard.press('o')])
    })
  })

  it('skips to the content, and shows where it stands', async () => {
    await withPage({}, async (page) => {
      await page.goto('/')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true)
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth)
      expect(outline).toBe('2px')
    })
  })
})

describe('without a script', () => {
  it('everything on the way works', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto('/')
      await page.getByLabel('Search papers, authors, ideas').fill('open set recognition')
      await page.getByLabel('Search papers, authors, ideas').press('Enter')
      await page.waitForURL(/q=open/)
      await page.getByRole('link', { name: /^COSTARR/ }).click()
      await page.waitForURL('**/papers/2508.01087')
      // The citation can be read and selected; a button that could do nothing is not shown.
      expect(await page.getByLabel('Citation as BibTeX').inputValue()).toContain('@misc{')
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
      await page.getByText('RIS', { exact: true }).click()
      expect(await page.getByLabel('Citation as RIS').isVisible()).toBe(true)
    })
  })

  it('an address is noted for the digest, and a wrong one is explained', async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto('/')
      await page.getByLabel('Get trending papers in your email inbox').fill('reader@university.example')
      await page.getByRole('button', { name: 'Subscribe' }).click()
      await page.getByText('your address is noted').waitFor()
    })
    const response = await fetch(`${site.url}/subscribe`, { method: 'POST', headers: { origin: site.url, accept: 'text/html' }, body: new URLSearchParams({ address: 'nobody' }) })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('That does not look like a mail address')
  })
})
