/**
 * `npm run simulate`: a source on localhost, to try harvests by hand.
 *
 *   npm run simulate -- --records 5000 --every 10
 *   npx offprint harvest arxiv --endpoint http://127.0.0.1:4000/oai --set cs --from 2026-01-01
 */
import { parseArgs } from 'node:util'
import { madeUpRecords } from '../testing/records.ts'
import { Archive } from './archive.ts'
import { FAULTS, type Fault } from './faults.ts'
import { startSimulator } from './server.ts'

const USAGE = `Usage: npm run simulate -- [options]
  --port N        the port to listen on (4000)
  --records N     made-up papers (2500)
  --page-size N   records a page of OAI-PMH (1000)
  --interval MS   the pause a polite client keeps (3000)
  --every N       every N-th request goes wrong (0: none)
  --faults A,B    which way (${FAULTS.join(', ')})`

const DAY_MS = 86_400_000
/** The papers are spread over this many days up to today. */
const DAYS = 14

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4000' },
    records: { type: 'string', default: '2500' },
    'page-size': { type: 'string', default: '1000' },
    interval: { type: 'string', default: '3000' },
    every: { type: 'string', default: '0' },
    faults: { type: 'string', default: FAULTS.join(',') },
    help: { type: 'boolean', default: false },
  },
})
const say = (text: string) => void process.stdout.write(`${text}\n`)
const kinds = values.faults.split(',').filter((name): name is Fault => FAULTS.includes(name as Fault))

if (values.help) say(USAGE)
else await run()

async function run(): Promise<void> {
  const today = Date.now()
  const dayOf = (index: number) => new Date(today - (index % DAYS) * DAY_MS).toISOString().slice(0, 10)
  const records = madeUpRecords(Number(values.records)).map((record, index) => ({ ...record, listedOn: dayOf(index), importedUpvotes: index % 50 }))
  const simulator = await startSimulator({
    archive: new Archive(records, dayOf),
    port: Number(values.port),
    pageSize: Number(values['page-size']),
    intervalMs: Number(values.interval),
    faults: { every: Number(values.every), kinds },
  })
  say(`${records.length} papers at
  ${simulator.origin}/oai                OAI-PMH
  ${simulator.origin}/api/query          Atom
  ${simulator.origin}/rss/cs             RSS
  ${simulator.origin}/api/daily_papers   Hugging Face
Stop with Ctrl-C.`)
  process.once('SIGINT', () => {
    say(`${simulator.requests} requests, violations: ${JSON.stringify(simulator.politeness.violations)}`)
    void simulator.close()
  })
}
