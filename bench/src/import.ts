/** Import of the whole corpus through the command line: papers a second into database and index, and peak memory. */
import { corpusFile, corpusMissing } from './measure/corpus.ts'
import { runCli, temporaryFolder } from './measure/offprint.ts'
import type { Section } from './measure/report.ts'

/** The rate and the memory the project promises on two cores. */
const PAPERS_PER_SECOND = 3000
const PEAK_MB = 700

interface ImportResult {
  read: number
  added: number
  unchanged: number
  rejected: unknown[]
}

interface Prepared {
  folder: string
  section: Section
}

const prepared = new Map<number | undefined, Promise<Prepared>>()

/** Imports that many papers, or the corpus, once a process. */
function prepare(size?: number): Promise<Prepared> {
  const known = prepared.get(size) ?? importPapers(size)
  prepared.set(size, known)
  return known
}

async function importPapers(size?: number): Promise<Prepared> {
  const folder = temporaryFolder()
  const file = await corpusFile(temporaryFolder(), size)
  const first = await runCli(['import', file, '--json', '--data', folder])
  const again = await runCli(['import', file, '--json', '--data', folder])
  const [result, repeated] = [first, again].map((run) => JSON.parse(run.stdout) as ImportResult)
  return {
    folder,
    section: {
      name: 'import',
      title: `Import of ${result.read.toLocaleString('en-GB')} papers`,
      rows: [
        { what: 'papers a second, database and index', value: result.read / first.seconds, unit: '/s', target: { op: '>=', bound: PAPERS_PER_SECOND } },
        ...(first.peakMb === undefined ? [] : [{ what: 'peak resident memory, all its processes together', value: first.peakMb, unit: 'MB', target: { op: '<=' as const, bound: PEAK_MB } }]),
        ...(first.processorSeconds === undefined ? [] : [{ what: 'processor time, all its processes', value: first.processorSeconds, unit: 's' }]),
        { what: 'the same file again', value: repeated.read / again.seconds, unit: '/s' },
        { what: 'rejected', value: result.rejected.length, unit: '' },
        { what: 'changed by the second import', value: repeated.read - repeated.unchanged - repeated.rejected.length, unit: '', target: { op: '<=', bound: 0 } },
      ],
      notes: ['`offprint import FILE` into a new data folder on SQLite, wall time of the whole process, start and index included.'],
    },
  }
}

/** A data folder with that many papers, or the corpus, in it; removed when this process ends. */
export const preparedFolder = async (size?: number): Promise<string> => (await prepare(size)).folder

export async function benchImport(size?: number): Promise<Section> {
  const skipped = corpusMissing()
  if (skipped) return { name: 'import', title: 'Import', rows: [], notes: [], skipped }
  return (await prepare(size)).section
}
