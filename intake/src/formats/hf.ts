/**
 * Hugging Face Daily Papers as JSON (`/api/daily_papers`, `/api/papers/search`, `/api/papers/ID`), which any Offprint
 * also answers: a list of wrappers around a paper, or papers bare. Their upvotes and comments are imported figures.
 */
import { parsePaperId, type Author, type Link, type LinkKind, type OrganisationRef, type PaperRecord } from '@offprint/catalogue'
import { RecordError, type ParsedItem, type ParseOptions } from '../item.ts'
import { linkOf, paperRecord, parseUrl } from '../record.ts'
import { parseDate } from '../text/dates.ts'
import { parseJsonObjects } from './json.ts'

type Fields = Partial<Record<string, unknown>>

const text = (fields: Fields, name: string): string | undefined => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : undefined)
const count = (value: unknown): number | undefined => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined)
const object = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined)

/**
 * One item. The day it is listed on is `submittedOnDailyAt`'s; the wrapper's `publishedAt` follows arXiv's date in real
 * answers and says nothing about the listing. `listedOn` overrides it where the day was asked for.
 * @throws RecordError
 */
export function readHfItem(value: object, listedOn?: string): PaperRecord {
  const item = value as Fields
  const paper = object(item.paper) ?? item
  const idText = text(paper, 'id')
  const id = idText === undefined ? undefined : parsePaperId(idText)?.id
  if (!id) throw new RecordError(`This item has no paper identifier that is understood${idText ? ` ("${idText.slice(0, 60)}")` : ''}.`)
  const submitted = parseDate(text(paper, 'submittedOnDailyAt') ?? '')?.slice(0, 10)
  const day = listedOn ?? submitted
  const submitter = text(object(paper.submittedOnDailyBy) ?? object(item.submittedBy) ?? {}, 'name')
  return paperRecord({
    id,
    title: text(paper, 'title') ?? text(item, 'title'),
    abstract: text(paper, 'summary') ?? text(item, 'summary'),
    authors: Array.isArray(paper.authors) ? paper.authors.flatMap(readAuthor) : undefined,
    // Cut to the day by the source: midnight is not a time of submission.
    published: parseDate(text(paper, 'publishedAt') ?? '')?.replace(/T00:00:00Z$/, ''),
    listedOn: day,
    listedBy: day ? `source:huggingface${submitter ? `/${submitter}` : ''}` : undefined,
    organisation: organisationOf(object(paper.organization) ?? object(item.organization)),
    links: linksOf(paper, item),
    importedUpvotes: count(paper.upvotes),
    importedComments: count(item.numComments) ?? count(paper.numComments),
    withdrawn: text(paper, 'withdrawnAt') ? true : undefined,
  })
}

function readAuthor(value: unknown): Author[] {
  const author = object(value)
  const name = typeof value === 'string' ? value : author && text(author, 'name')
  return name ? [{ name }] : []
}

function organisationOf(organisation: Fields | undefined): OrganisationRef | undefined {
  const slug = organisation && text(organisation, 'name')
  return slug ? { slug, name: text(organisation, 'fullname') ?? slug } : undefined
}

function linksOf(paper: Fields, item: Fields): Link[] {
  const links: Link[] = []
  const add = (url: string | undefined, kind?: LinkKind) => {
    if (url && !links.some((link) => link.url === url)) links.push(kind ? { kind, url } : linkOf(url, 'project'))
  }
  add(parseUrl(text(paper, 'githubRepo') ?? text(item, 'githubRepo')), 'code')
  // Authors put their repository into the project field often enough; the host decides.
  add(parseUrl(text(paper, 'projectPage') ?? text(item, 'projectPage')))
  for (const [field, kind, path] of REPOSITORIES) {
    const repositories = paper[field]
    if (!Array.isArray(repositories)) continue
    for (const repository of repositories.slice(0, MAX_REPOSITORIES)) {
      const name = text(object(repository) ?? {}, 'id')
      if (name && /^\w[\w.-]*\/\w[\w.-]*$/.test(name)) add(`https://huggingface.co/${path}${name}`, kind)
    }
  }
  return links
}

const REPOSITORIES: [field: string, kind: LinkKind, path: string][] = [
  ['linkedModels', 'model', ''],
  ['linkedDatasets', 'dataset', 'datasets/'],
  ['linkedSpaces', 'demo', 'spaces/'],
]
/** A popular paper has thousands of derived models; a reader needs the first few, which the source orders by weight. */
const MAX_REPOSITORIES = 10

export async function* parseHf(chunks: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncGenerator<ParsedItem> {
  yield* parseJsonObjects(chunks, (value) => readHfItem(value, options.listedOn))
}
