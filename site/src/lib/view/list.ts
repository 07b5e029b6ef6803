/** A list as its page shows it. */
import type { List, Step } from '../list/load-list.ts'
import type { CardView } from './card.ts'
import { facePath } from './paths.ts'

export interface TabsView {
  tabs: { path: string; label: string; current: boolean }[]
  faces: { path: string; label: string; type: string }[]
}

export interface ListView {
  title: string
  heading: List['heading']
  path: string
  cards: CardView[]
  total: number
  /** `36 papers, 12 that run`. */
  counts: string
  page: number
  pages: number
  earlier?: Step
  later?: Step
  around: Step[]
  previousPage?: Step
  nextPage?: Step
  tabs: TabsView
}

const FACES = [
  { face: 'rss', label: 'RSS', type: 'application/rss+xml' },
  { face: 'atom', label: 'Atom', type: 'application/atom+xml' },
  { face: 'json', label: 'JSON', type: 'application/json' },
  { face: 'md', label: 'Markdown', type: 'text/markdown' },
]

const many = (count: number, one: string, more: string): string => (count === 1 ? `1 ${one}` : `${count.toLocaleString('en-GB')} ${more}`)

function tabsOf(list: List): TabsView['tabs'] {
  const { query, around } = list
  const period = query.kind === 'edition' ? query.period : undefined
  const wider = (kind: string) => around.find((step) => step.path.startsWith(`/papers/${kind}/`))?.path
  const here = list.path.split('?')[0]
  return [
    { path: period === 'day' ? here : '/papers', label: 'Day', current: period === 'day' },
    { path: period === 'week' ? here : (wider('week') ?? '/papers/week'), label: 'Week', current: period === 'week' },
    { path: period === 'month' ? here : (wider('month') ?? '/papers/month'), label: 'Month', current: period === 'month' },
    { path: '/papers/trending', label: 'Trending', current: query.kind === 'trending' },
  ]
}

export function listView(list: List, cards: CardView[]): ListView {
  const running = cards.filter((card) => card.lab?.ready).length
  return {
    title: list.title,
    heading: list.heading,
    path: list.path,
    cards,
    total: list.total,
    counts: many(list.total, 'paper', 'papers') + (running > 0 ? `, ${running}${list.pages > 1 ? ' on this page' : ''} that run` : ''),
    page: list.page,
    pages: list.pages,
    earlier: list.earlier,
    later: list.later,
    around: list.around,
    previousPage: list.previousPage,
    nextPage: list.nextPage,
    tabs: { tabs: tabsOf(list), faces: FACES.map(({ face, label, type }) => ({ path: facePath(list.path, face), label, type })) },
  }
}
