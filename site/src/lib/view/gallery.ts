/** The gallery of labs: in order of their numbers, by the field of their papers, or by what their checks say. Pure. */
import { CATEGORY_NAMES } from '../list/categories.ts'
import { texToHtml } from '../tex/render.ts'
import type { LabView } from './lab.ts'

export const GALLERY_ORDERS = { number: 'Number', field: 'Field', state: 'Result' } as const
export type GalleryOrder = keyof typeof GALLERY_ORDERS

export type GalleryLab = LabView & { titleHtml: string; category?: string }

export interface GalleryView {
  orders: { label: string; path: string; current: boolean }[]
  groups: { title?: string; labs: GalleryLab[] }[]
  /** Explorers of the labs that are ready, each at its place. */
  byHand: { path: string; title: string; invitation: string; number: number }[]
  total: number
  ready: number
}

function groupTitle(lab: GalleryLab, order: GalleryOrder): string {
  if (order === 'field') return lab.category ? (CATEGORY_NAMES[lab.category] ?? lab.category) : 'Other fields'
  if (order === 'state') return !lab.ready ? 'To come' : lab.holds ? 'Holds' : 'Does not hold'
  return lab.ready ? 'Ready to run' : 'To come'
}

/** Enough to be curious by; the lab says the rest. */
const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text

/** @param categories by paper id, as the catalogue knows them */
export function galleryView(labs: readonly LabView[], categories: ReadonlyMap<string, string | undefined>, asked: string | null): GalleryView {
  const order = asked !== null && Object.hasOwn(GALLERY_ORDERS, asked) ? (asked as GalleryOrder) : 'number'
  const groups = new Map<string, GalleryLab[]>()
  // What can be run comes first, then by number.
  const sorted = [...labs].sort((a, b) => Number(b.ready) - Number(a.ready) || a.number - b.number)
  for (const lab of sorted) {
    const entry = { ...lab, titleHtml: texToHtml(lab.title, { links: false }), category: categories.get(lab.paper) }
    const title = groupTitle(entry, order)
    groups.set(title, [...(groups.get(title) ?? []), entry])
  }
  return {
    orders: Object.entries(GALLERY_ORDERS).map(([name, label]) => ({ label, path: name === 'number' ? '/labs' : `/labs?by=${name}`, current: name === order })),
    groups: [...groups].map(([title, entries]) => ({ title, labs: entries })),
    byHand: sorted.flatMap(({ explorers = [], paper, number }) => explorers.map(({ id, title, invitation }) => ({ path: `/papers/${paper}/lab#${id}`, title, invitation: firstSentence(invitation), number }))),
    total: labs.length,
    ready: labs.filter((lab) => lab.ready).length,
  }
}
