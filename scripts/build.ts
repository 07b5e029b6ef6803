/** `npm run build`: builds the site where it is missing or older than its sources; `-- --force` in any case. */
import { buildSite, ensureBuild, isBuildCurrent } from '@offprint/site/serve'
import { join } from 'node:path'
import { ROOT } from './processes.ts'

const site = join(ROOT, 'site')
try {
  const isCurrent = isBuildCurrent(site)
  await (process.argv.includes('--force') ? buildSite(site) : ensureBuild(site, console.log))
  console.log(isCurrent ? 'The site is up to date.' : 'The site is built.')
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
