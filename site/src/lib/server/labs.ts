/** The labs' recorded results, read once per process, by the paper they belong to. */
import { foundingLabs, labReference, labSlugs, loadLab } from '@offprint/labs'
import type { LabView } from '../view/lab.ts'
import { verdictLine, verdictTally } from '../view/lab-verdict.ts'
import { sizeOf } from './lab-figures.ts'

async function readLab(slug: string): Promise<LabView> {
  const [lab, reference] = await Promise.all([loadLab(slug), labReference(slug)])
  const declared = { number: lab.number, paper: lab.paper, slug, title: lab.title, question: lab.question }
  if (!reference) return { ...declared, ready: false }
  const { checks, holds, thumbnail, seconds, seed } = reference.full
  return {
    ...declared,
    ready: true,
    figure: { src: `/labs/${slug}/thumbnail.svg`, ...sizeOf(thumbnail) },
    figureTitle: lab.figures[0].title,
    caption: `seed ${seed}, ${Math.round(seconds)} s`,
    verdict: verdictLine(checks, holds),
    holds,
    tally: verdictTally(reference.full.verdicts),
    quickSeconds: reference.quick.seconds,
    explorers: (lab.explorers ?? []).map(({ id, title, invitation }) => ({ id, title, invitation })),
    ownData: lab.data !== undefined,
  }
}

async function readLabs(): Promise<Map<string, LabView>> {
  const there = new Map((await Promise.all(labSlugs.map(readLab))).map((lab) => [lab.paper, lab]))
  const coming = foundingLabs.filter(({ paper }) => !there.has(paper)).map((lab): LabView => ({ ...lab, ready: false }))
  return new Map([...there.values(), ...coming].sort((a, b) => a.number - b.number).map((lab) => [lab.paper, lab]))
}

let labs: Promise<Map<string, LabView>> | undefined

/** By paper id, in the order of their numbers. */
export function labViews(): Promise<Map<string, LabView>> {
  labs ??= readLabs()
  return labs
}
