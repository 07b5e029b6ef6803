/**
 * What every request needs, opened once per process: the configuration, the catalogue, the search index.
 *
 * `offprint serve` opens them before the first request and hands them over (`server/serve.ts`); the development
 * server, which has nobody to do that, opens them here on first use.
 */
import { openCatalogue } from '@offprint/catalogue'
import { labsList } from '@offprint/labs'
import { openSearch, type Search } from '@offprint/search'
import { readConfig, type Config, type Database } from '@offprint/store'

export interface SiteContext {
  config: Config
  database: Database
  search: Search
}

/** The build is another module graph than the process that starts it; this key is how the two meet. */
const KEY = Symbol.for('offprint.site.context')
interface Holder {
  [KEY]?: Promise<SiteContext>
}

async function openContext(): Promise<SiteContext> {
  const { config } = readConfig(process.env)
  const database = await openCatalogue({ folder: config.data, url: config.databaseUrl })
  const labs = (await labsList()).filter((lab) => lab.state === 'ready').map((lab) => lab.paper)
  const search = openSearch({ database, folder: config.data, labs })
  await search.follow()
  return { config, database, search }
}

export function siteContext(): Promise<SiteContext> {
  const holder = globalThis as Holder
  holder[KEY] ??= openContext()
  return holder[KEY]
}
