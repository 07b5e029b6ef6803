/** Takes the picture in README.md of the real thing: `npm run screenshot`. A new data folder, the newest edition. */
import { join } from 'node:path'
import { launchBrowser, startSite } from './browser.ts'

const FILE = join(import.meta.dirname, '..', 'docs', 'edition.png')
const SIZE = { width: 1440, height: 1100 }

const [site, browser] = await Promise.all([startSite(), launchBrowser()])
try {
  const page = await browser.newPage({ viewport: SIZE })
  await page.goto(site.url, { waitUntil: 'networkidle' })
  await page.screenshot({ path: FILE })
} finally {
  await browser.close()
  await site.stop()
}
