/** axe on every kind of page, in both colours; nothing wider than the screen from 320 pixels to 4K; nothing that moves. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, startSite, type StartedSite } from './browser.ts'
import { EARLIER_DAY, EARLIER_PAPERS, importArguments } from './papers.ts'

const PAGES = {
  edition: '/',
  'an earlier edition': `/papers/date/${EARLIER_DAY}`,
  'a day without papers': '/papers/date/2020-01-01',
  week: '/papers/week/2026-W16',
  trending: '/papers/trending',
  search: '/papers?q=learning+after%3A2024',
  'search without results': '/papers?q=qwertzuiop+cat%3Acs.LG',
  paper: '/papers/2509.21519',
  'paper with formulas': '/papers/2505.00001',
  lab: '/papers/2311.14646/lab',
  'a lab to come': '/papers/2406.14568/lab',
  'owner sign-in': '/admin',
  discussion: '/papers/2509.21519/discussion',
  author: '/authors/yuandong-tian',
  organisation: '/organizations/DukeNLPGroup',
  category: '/categories/cs.LG',
  labs: '/labs',
  about: '/about',
  'API documentation': '/api',
  subscription: '/subscribe',
  'not found': '/nowhere',
  'wrong request': '/papers/date/2025-13-40',
}
const WIDTHS = [320, 390, 768, 1024, 1440, 3840]
/** Everything that WCAG 2.2 asks at levels A and AA, and axe's own advice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let site: StartedSite
let browser: Browser

beforeAll(async () => {
  ;[site, browser] = await Promise.all([startSite(async ({ run }) => void (await run(importArguments, EARLIER_PAPERS))), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

async function withPage(options: Parameters<Browser['newContext']>[0], act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url, viewport: { width: 1280, height: 900 }, ...options })
  try {
    await act(await context.newPage())
  } finally {
    await context.close()
  }
}

describe.each(Object.entries(PAGES))('%s', (_, path) => {
  it('has nothing for axe to find, in light and in dark', async () => {
    await withPage({ colorScheme: 'light', reducedMotion: 'reduce' }, async (page) => {
      await page.goto(path)
      const light = await new AxeBuilder({ page }).withTags(TAGS).analyze()
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).analyze()
      const found = [...light.violations, ...dark.violations]
      expect(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
    })
  })

  it('fits every screen', async () => {
    await withPage({}, async (page) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        if (page.url() === 'about:blank') await page.goto(path)
        expect([width, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([width, true])
      }
    })
  })
})

describe('nothing moves while a page loads', () => {
  it.each([PAGES.edition, PAGES.paper, PAGES.search])('%s', async (path) => {
    await withPage({}, async (page) => {
      await page.addInitScript(() => {
        Object.assign(globalThis, { shift: 0 })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) (globalThis as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await page.goto(path, { waitUntil: 'networkidle' })
      await page.evaluate(() => document.fonts.ready)
      // Google's Core Web Vitals call less than 0.1 good; a page of text should not move at all.
      expect(await page.evaluate(() => (globalThis as unknown as { shift: number }).shift)).toBeLessThan(0.02)
    })
  })
})

describe('size', () => {
  /** Kilobytes as they travel. */
  const LONGEST_SCRIPT = 70
  const LONGEST_PAGE = 120

  it.each([PAGES.edition, PAGES.search, PAGES.paper])('%s stays small', async (path) => {
    await withPage({}, async (page) => {
      const scripts: number[] = []
      page.on('requestfinished', async (request) => {
        if (request.resourceType() === 'script') scripts.push((await request.sizes()).responseBodySize)
      })
      const response = await page.goto(path, { waitUntil: 'networkidle' })
      expect((await response!.body()).length / 1024).toBeLessThan(LONGEST_PAGE)
      expect(scripts.reduce((sum, size) => sum + size, 0) / 1024).toBeLessThan(LONGEST_SCRIPT)
    })
  })
})
