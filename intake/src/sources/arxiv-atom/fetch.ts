/** arXiv's query interface by identifier: submissions, and refreshing what is known (https://info.arxiv.org/help/api/user-manual.html). */
import { isArxivId, type PaperId, type PaperRecord } from '@offprint/catalogue'
import { parseAtom } from '../../formats/atom.ts'
import { politeRequest, TransientError } from '../../gate/http.ts'
import { ARXIV_POLICY } from '../../gate/policy.ts'
import { httpOptions, type HarvestContext } from '../../harvest/harvest-run.ts'
import { InputError, isRejected, type ParsedItem } from '../../item.ts'

export const ARXIV_ATOM_ENDPOINT = 'https://export.arxiv.org/api/query'

/** Identifiers a request: the address stays well below what servers accept; arXiv allows slices of up to 2,000. */
const SLICE = 100

/**
 * The records of these identifiers; unknown ones are missing from the answer, records arXiv cannot give are rejected.
 * @throws SourceError where arXiv refuses or cannot be reached
 */
export async function fetchArxivAtom(context: HarvestContext, ids: readonly PaperId[], endpoint = ARXIV_ATOM_ENDPOINT): Promise<ParsedItem[]> {
  const items: ParsedItem[] = []
  for (let start = 0; start < ids.length; start += SLICE) {
    const slice = ids.slice(start, start + SLICE).filter(isArxivId)
    if (slice.length === 0) continue
    const url = new URL(endpoint)
    url.searchParams.set('id_list', slice.join(','))
    url.searchParams.set('max_results', String(slice.length))
    items.push(...(await politeRequest(url.href, httpOptions(context, ARXIV_POLICY), (answer) => readFeed(answer.body, context.now()))))
  }
  return items
}

async function readFeed(body: AsyncIterable<Uint8Array>, now: string): Promise<ParsedItem[]> {
  const items: ParsedItem[] = []
  let tail = ''
  async function* watched() {
    for await (const chunk of body) {
      tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-200)
      yield chunk
    }
  }
  for await (const item of parseAtom(watched(), { now })) items.push(item)
  if (!/<\/(?:\w+:)?feed>\s*$/.test(tail)) throw new InputError('the feed is cut short')
  const damaged = items.filter((item) => isRejected(item) && /not (?:well-formed|valid UTF-8)|document type/.test(item.reason))
  if (damaged.length > 0) throw new TransientError(`${damaged.length} entries of the feed are damaged`)
  return items
}

/** One paper, or undefined where arXiv does not have it. */
export async function fetchArxivPaper(context: HarvestContext, id: PaperId, endpoint?: string): Promise<PaperRecord | undefined> {
  const [item] = await fetchArxivAtom(context, [id], endpoint)
  return item && !isRejected(item) ? item.record : undefined
}
