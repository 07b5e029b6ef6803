/** A list as JSON, Markdown and feeds. Each takes the same list that the page shows. */
import { paperPath, toExport, type Paper } from '@offprint/catalogue'
import { Feed } from 'feed'
import { texToHtml, texToText } from '../tex/render.ts'
import { shortDate } from '../view/dates.ts'
import { facePath } from '../view/paths.ts'
import type { List } from './load-list.ts'

/** A paper with what its address and counts are here; the fields of the JSON Lines export come first. */
export function paperJson(paper: Paper, origin: string): Record<string, unknown> {
  return { ...toExport(paper), upvotes: paper.upvotes, comments: paper.comments, url: origin + paperPath(paper.id) }
}

export function listJson(list: List, origin: string): Record<string, unknown> {
  const step = (target: { path: string } | undefined) => target && origin + target.path
  return {
    title: list.title,
    url: origin + list.path,
    total: list.total,
    page: list.page,
    pages: list.pages,
    previousPage: step(list.previousPage && { path: facePath(list.previousPage.path, 'json') }),
    nextPage: step(list.nextPage && { path: facePath(list.nextPage.path, 'json') }),
    earlier: step(list.earlier),
    later: step(list.later),
    papers: list.papers.map((paper) => paperJson(paper, origin)),
  }
}

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_[\]<>#]/g, '\\$&')

function byline(paper: Paper): string {
  const names = paper.authors.map(({ name }) => name).join(', ')
  const parts = [names && escapeMarkdown(names), paper.published && shortDate(paper.published), paper.categories[0]]
  return parts.filter(Boolean).join(' · ')
}

/** One paper as a section of a list. */
function markdownEntry(paper: Paper, origin: string): string {
  const text = paper.abstract ?? paper.summary
  return [
    `## [${escapeMarkdown(texToText(paper.title))}](${origin}${paperPath(paper.id)})`,
    byline(paper),
    ...(text ? [escapeMarkdown(texToText(text))] : []),
    ...(paper.abstract === undefined && paper.summary !== undefined ? ['*Summary in our words.*'] : []),
  ].join('\n\n')
}

export function listMarkdown(list: List, origin: string): string {
  const more = list.nextPage ? [`[${list.nextPage.label}](${origin}${facePath(list.nextPage.path, 'md')})`] : []
  return `${[`# ${escapeMarkdown(list.title)}`, `${list.total} papers · ${origin}${list.path}`, ...list.papers.map((paper) => markdownEntry(paper, origin)), ...more].join('\n\n')}\n`
}

/** One paper whole, for `/papers/ID.md`. */
export function paperMarkdown(paper: Paper, origin: string): string {
  const links = paper.links.map((link) => `- ${link.kind}: ${link.url}`)
  const text = paper.abstract ?? paper.summary
  return `${[
    `# ${escapeMarkdown(texToText(paper.title))}`,
    byline(paper),
    ...(text ? [`## ${paper.abstract === undefined ? 'Summary in our words' : 'Abstract'}`, texToText(text)] : []),
    '## Links',
    [`- page: ${origin}${paperPath(paper.id)}`, ...(/^\d|^[a-z-]+\//.test(paper.id) ? [`- arXiv: https://arxiv.org/abs/${paper.id}`] : []), ...links].join('\n'),
  ].join('\n\n')}\n`
}

/** The day a feed reader sorts by: when the paper was listed, else when it came out. */
function feedDate(paper: Paper): Date {
  const text = paper.listedOn ?? paper.updated ?? paper.published ?? '1970-01-01'
  return new Date(/^\d{4}(?:-\d{2})?$/.test(text) ? `${text.padEnd(7, '-01')}-01T00:00:00Z` : text)
}

/** XML 1.0 has no place for most control characters, which titles from the wild do hold. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const xmlSafe = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')

export function listFeed(list: List, origin: string, format: 'rss' | 'atom', modified: Date): string {
  const address = origin + list.path
  const feed = new Feed({
    id: address,
    title: xmlSafe(`${list.title} · Offprint`),
    description: xmlSafe(list.title),
    link: address,
    language: 'en',
    generator: 'Offprint',
    updated: list.papers.length > 0 ? new Date(Math.max(...list.papers.map((paper) => feedDate(paper).getTime()))) : modified,
    feedLinks: { rss: origin + facePath(list.path, 'rss'), atom: origin + facePath(list.path, 'atom') },
    copyright: 'Metadata: CC0 where it comes from arXiv.',
  })
  for (const paper of list.papers) {
    const text = paper.abstract ?? paper.summary
    const link = origin + paperPath(paper.id)
    feed.addItem({
      title: xmlSafe(texToText(paper.title)),
      // Stays the same when the site moves to another address.
      id: `urn:offprint:paper:${encodeURIComponent(paper.id)}`,
      link,
      date: feedDate(paper),
      ...(paper.published && paper.published.length >= 10 ? { published: new Date(paper.published) } : {}),
      description: text ? xmlSafe(texToText(text)) : '',
      content: text ? xmlSafe(`<p>${texToHtml(text)}</p>`) : '',
      author: paper.authors.map(({ name }) => ({ name: xmlSafe(name) })),
      category: paper.categories.map((name) => ({ name, term: name })),
    })
  }
  return format === 'rss' ? feed.rss2() : feed.atom1()
}
