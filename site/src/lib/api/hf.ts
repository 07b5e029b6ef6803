/**
 * Papers in the shape that clients of Hugging Face Daily Papers read: its Python library and command line, its MCP
 * server, and bots with strict types. Facts about the shape, and which client needs which field, are in `hf.test.ts`.
 *
 * What this site does not know is left out rather than sent empty: an empty string is no address for a typed client.
 */
import { createHash } from 'node:crypto'
import { paperPath, type Paper } from '@offprint/catalogue'
import { texToText } from '../tex/render.ts'

const ID_LENGTH = 24

/** A stable 24-digit hexadecimal id, as the original's database has them. */
const objectId = (kind: string, name: string): string => createHash('sha256').update(`${kind}:${name}`).digest('hex').slice(0, ID_LENGTH)

/** `2025-08` → `2025-08-01T00:00:00.000Z`: clients parse whole instants in UTC and nothing else. */
export function instant(text: string): string {
  const day = `${text.slice(0, 10)}${'-01-01'.slice(Math.max(0, text.length - 4))}`.slice(0, 10)
  const time = Date.parse(text.length > 10 ? text : `${day}T00:00:00Z`)
  return new Date(Number.isNaN(time) ? 0 : time).toISOString()
}

interface User {
  _id: string
  avatarUrl: string
  fullname: string
  /** The Python client reads the name from here … */
  user: string
  /** … and everybody else from here. */
  name: string
  type: 'user'
  isPro: false
}

/** Who listed a paper, as a user: an import or a rule is one too. */
function listedBy(paper: Paper): User {
  const name = (paper.listedBy ?? 'offprint').replace(/^[a-z]+:/, '')
  return { _id: objectId('user', name), avatarUrl: '/favicon.svg', fullname: name, user: name, name, type: 'user', isPro: false }
}

const linkOf = (paper: Paper, kind: string): string | undefined => paper.links.find((link) => link.kind === kind)?.url

function organisationOf(paper: Paper) {
  if (!paper.organisation) return undefined
  const { slug, name } = paper.organisation
  return { _id: objectId('organisation', slug), name: slug, fullname: name, avatar: '/favicon.svg', avatarUrl: '/favicon.svg' }
}

/** The paper itself: `/api/papers/ID` is this with linked repositories added. */
export function hfPaper(paper: Paper) {
  const listed = instant(paper.listedOn ?? paper.published ?? '1970')
  return {
    id: paper.id,
    authors: paper.authors.map(({ name }, index) => ({ _id: objectId('author', `${paper.id}:${index}`), name, hidden: false })),
    publishedAt: instant(paper.published ?? paper.listedOn ?? '1970'),
    submittedOnDailyAt: listed,
    submittedOnDailyBy: listedBy(paper),
    title: texToText(paper.title),
    summary: texToText(paper.abstract ?? paper.summary ?? ''),
    upvotes: paper.upvotes,
    discussionId: objectId('discussion', paper.id),
    numComments: paper.comments,
    projectPage: linkOf(paper, 'project'),
    githubRepo: paper.links.find((link) => link.kind === 'code' && /^https?:\/\/github\.com\//.test(link.url))?.url,
    ai_keywords: paper.keywords.length > 0 ? paper.keywords : undefined,
    organization: organisationOf(paper),
  }
}

/** An item of a list. The five fields that the Python client looks for out here are copied out here. */
export function hfItem(paper: Paper, origin: string) {
  const inner = hfPaper(paper)
  return {
    paper: inner,
    // The day of the feed, which is what every client takes it for.
    publishedAt: inner.submittedOnDailyAt,
    title: inner.title,
    summary: inner.summary,
    thumbnail: `${origin}/favicon.svg`,
    numComments: paper.comments,
    submittedBy: inner.submittedOnDailyBy,
    organization: inner.organization,
    projectPage: inner.projectPage,
    githubRepo: inner.githubRepo,
    ai_keywords: inner.ai_keywords,
    isAuthorParticipating: false,
    url: origin + paperPath(paper.id),
  }
}

/** `/api/papers/ID`: repositories that cite the paper are not known here, which is said with empty lists. */
export function hfPaperWhole(paper: Paper, withComments: boolean) {
  return {
    ...hfPaper(paper),
    linkedModels: [],
    numTotalModels: 0,
    linkedDatasets: [],
    numTotalDatasets: 0,
    linkedSpaces: [],
    numTotalSpaces: 0,
    ...(withComments ? { comments: [] } : {}),
  }
}
