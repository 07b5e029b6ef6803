/** The labs' recorded results, read once per process, by the paper they belong to. */
import { foundingLabs, labReference, labSlugs, loadLab } from '@offprint/labs'
import type { LabView } from '../view/lab.ts'

async function readLabs(): Promise<Map<string, LabView>> {
  const views = await Promise.all(
    foundingLabs.map(async ({ number, paper, title, slug }): Promise<LabView> => {
      const coming: LabView = { number, paper, slug, title, ready: false }
      if (!labSlugs.includes(slug)) return coming
      const [lab, reference] = await Promise.all([loadLab(slug), labReference(slug)])
      if (!reference) return { ...coming, question: lab.question }
      const { checks, holds, thumbnail, seconds, seed } = reference.full
      const passed = checks.filter((check) => check.pass).length
      return {
        ...coming,
        ready: true,
        question: lab.question,
        figure: thumbnail,
        figureTitle: lab.figures[0].title,
        caption: `seed ${seed}, ${Math.round(seconds)} s`,
        verdict: `${holds ? 'holds' : 'does not hold'} · ${passed} of ${checks.length} checks`,
        holds,
      }
    }),
  )
  return new Map(views.map((view) => [view.paper, view]))
}

let labs: Promise<Map<string, LabView>> | undefined

/** By paper id, in the order of their numbers. */
export function labViews(): Promise<Map<string, LabView>> {
  labs ??= readLabs()
  return labs
}
