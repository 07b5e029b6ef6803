/**
 * Every lab by its folder's name, loaded when asked for: safe in browsers. Add a line here for a new lab
 * (`offprint labs new ID` says which).
 */
import { LabUsageError } from '../kit/index.ts'
import type { Lab } from '../kit/index.ts'

const LABS: Readonly<Record<string, () => Promise<{ default: Lab }>>> = {
  '01-costarr-open-set': () => import('../01-costarr-open-set/lab.ts'),
  '02-classp-optimizer': () => import('../02-classp-optimizer/lab.ts'),
  '06-li2-grokking-feature-emergence': () => import('../06-li2-grokking-feature-emergence/lab.ts'),
  '11-relp-relevance-patching': () => import('../11-relp-relevance-patching/lab.ts'),
  '14-erm-random-censorship': () => import('../14-erm-random-censorship/lab.ts'),
  '16-finch-evidence-weighting': () => import('../16-finch-evidence-weighting/lab.ts'),
  '20-more-is-better': () => import('../20-more-is-better/lab.ts'),
  '22-noprop-denoising-blocks': () => import('../22-noprop-denoising-blocks/lab.ts'),
  '26-one-map-many-trials-debiasing': () => import('../26-one-map-many-trials-debiasing/lab.ts'),
  '28-high-dim-generalization-dynamics': () => import('../28-high-dim-generalization-dynamics/lab.ts'),
  '31-ununlearning': () => import('../31-ununlearning/lab.ts'),
  '33-aggregate-responses': () => import('../33-aggregate-responses/lab.ts'),
}

/** The folder names of all labs that are there, in order of their numbers. */
export const labSlugs: readonly string[] = Object.keys(LABS).sort()

/** Loads one lab's declaration by its folder's name; its run is loaded when it runs. Throws a LabUsageError. */
export async function loadLab(slug: string): Promise<Lab> {
  const load = Object.hasOwn(LABS, slug) ? LABS[slug] : undefined
  if (!load) throw new LabUsageError(`There is no lab "${slug}". There are: ${labSlugs.join(', ')}.`)
  return (await load()).default
}
