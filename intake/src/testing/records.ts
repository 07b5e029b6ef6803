/** For tests: papers made up from a seed, and their text in each format. */
import type { PaperRecord } from '@offprint/catalogue'
import { externalId } from '@offprint/catalogue'

const WORDS = 'sparse attention gradient lattice entropy kernel curvature spectral bandit tensor harmonic diffusion graph causal robust operator'.split(' ')
const FAMILIES = ['Schrödinger', 'Erdős', 'Zdeborová', 'Ngô', 'Łukasiewicz', 'Smith', 'Müller', 'García', 'O’Neill', 'van der Berg']
const GIVEN = ['Ada', 'Emmy', 'Kurt', 'Sofia', 'Alan', 'Maryam', 'Paul', 'Grace']

/** A small linear congruential generator (Numerical Recipes, "quick and dirty", §7.1): enough to vary texts. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

/** Record `index` of a made-up catalogue: the same for the same seed, distinct in id and title. */
export function madeUpRecord(index: number, seed = 1): PaperRecord {
  const random = generator(seed * 7919 + index)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]
  const words = (count: number) => Array.from({ length: count }, () => pick(WORDS)).join(' ')
  const month = String((index % 12) + 1).padStart(2, '0')
  const number = String(index % 100_000).padStart(5, '0')
  const day = String((index % 28) + 1).padStart(2, '0')
  return {
    id: externalId(`25${month}.${number}`),
    title: `On ${words(4)} number ${index}`,
    abstract: `We study ${words(30)} with $\\ell_${index % 7}$ norms.`,
    authors: Array.from({ length: 1 + (index % 4) }, () => ({ name: `${pick(GIVEN)} ${pick(FAMILIES)}` })),
    categories: [pick(['cs.LG', 'cs.CV', 'stat.ML', 'math.PR']), 'cs.AI'],
    published: `2025-${month}-${day}T10:00:00Z`,
  }
}

export const madeUpRecords = (count: number, seed = 1): PaperRecord[] => Array.from({ length: count }, (_, index) => madeUpRecord(index, seed))

export const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
