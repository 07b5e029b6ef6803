/** `npm run build`: builds the site when, and only when, something it is made of has changed. */
import { join } from 'node:path'
import { buildSite, isBuildCurrent } from '../site/server/build.ts'
import { ROOT } from './processes.ts'

const SITE = join(ROOT, 'site')

/** Builds the site unless it is up to date (or `force`). Status 0: there is a build; else the output says why not. */
export async function ensureSiteBuilt(force = false): Promise<{ code: number; output: string; built: boolean }> {
  if (!force && isBuildCurrent(SITE)) return { code: 0, output: '', built: false }
  try {
    await buildSite(SITE)
    return { code: 0, output: '', built: true }
  } catch (error) {
    return { code: 1, output: (error as Error).message, built: false }
  }
}

if (process.argv[1] === import.meta.filename) {
  const { code, output, built } = await ensureSiteBuilt(process.argv.includes('--force'))
  console.log(output || (built ? 'The site is built.' : 'The site is up to date.'))
  process.exitCode = code
}
