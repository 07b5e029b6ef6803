/** For tests only: papers made by rule from a few word lists, so that a suite can have thousands without a file. */
import { externalId, type PaperRecord } from '@offprint/catalogue'

const METHODS = ['gradient', 'kernel', 'attention', 'diffusion', 'sampling', 'pruning', 'distillation', 'matching', 'ranking', 'clustering']
const SUBJECTS = ['images', 'proteins', 'sentences', 'robots', 'graphs', 'markets', 'galaxies', 'melodies', 'traffic', 'weather']
const MANNERS = ['robust', 'sparse', 'private', 'causal', 'online', 'modular', 'spectral', 'bayesian', 'federated', 'quantised']
const FAMILIES = ['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Kowalska', 'Haddad', 'Novak', 'Rossi', 'Iyer']

/** Paper number `n`, always the same: its words cycle with different periods, so most papers differ. */
export function madePaper(n: number): PaperRecord {
  const pick = (words: readonly string[], step: number) => words[Math.floor(n / step) % words.length]
  const [method, subject, manner] = [pick(METHODS, 1), pick(SUBJECTS, 10), pick(MANNERS, 100)]
  return {
    id: externalId(`ext:made-${n}`),
    title: `${manner} ${method} of ${subject}, part ${n}`,
    abstract: `We study ${method} for ${subject} when the setting is ${manner}. Experiment ${n} compares ${pick(METHODS, 7)} and ${pick(MANNERS, 3)} variants on ${pick(SUBJECTS, 13)}.`,
    authors: [{ name: `Ada ${pick(FAMILIES, 1)}` }, { name: `Ben ${pick(FAMILIES, 17)}` }],
    categories: [n % 3 === 0 ? 'cs.LG' : 'stat.ML'],
    published: `20${String(10 + (n % 15)).padStart(2, '0')}-0${1 + (n % 9)}-1${n % 10}`,
  }
}

export const madePapers = (count: number, from = 0): PaperRecord[] => Array.from({ length: count }, (_, at) => madePaper(from + at))
