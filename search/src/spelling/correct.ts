/**
 * The spelling step: bare words of a query that no paper uses are replaced by the likeliest word that papers do use. A
 * rare word that looks like a misprint of a common one is kept, and the common one offered. Pure.
 */
import { nameKey } from '../query/operators.ts'
import { STOP_WORDS } from '../text/index.ts'
import { splitWord, suggest } from './suggest.ts'
import { COUNTED_WORD, type Vocabulary } from './vocabulary.ts'

export interface Correction {
  from: string
  to: string
}

/** A word that this many papers use is taken as meant. */
const RARE_PAPERS = 3
/** A suggestion for a rare word must be this many times as frequent. */
const FAR_MORE_FREQUENT = 200
/** Up to this many papers may share a misprint of a word that is this many times as frequent. */
const MISPRINT_PAPERS = 2
const MISPRINT_TIMES = 500
/** With fewer words known, most good words are missing. */
const LEAST_WORDS = 2_000

export interface Spelling {
  /** Words to replace: no paper has them. */
  corrected: Correction[]
  /** Words to offer beside: hardly any paper has them. */
  offered: Correction[]
  /** Words that no paper has and nothing is near. */
  unknown: string[]
}

/**
 * @param words folded, without diacritics
 * @param isWord whether a word is known elsewhere, though no paper here may use it: a small catalogue lacks most good
 *   words, and "stations" is no misprint of "situations". Such a word is kept and the near one offered.
 */
export function correct(words: readonly string[], vocabulary: Vocabulary, isWord: (word: string) => boolean = () => false): Spelling {
  const spelling: Spelling = { corrected: [], offered: [], unknown: [] }
  if (vocabulary.words.size < LEAST_WORDS) return spelling
  for (const word of new Set(words)) {
    const papers = vocabulary.words.get(word) ?? 0
    if (papers > RARE_PAPERS || STOP_WORDS.has(word) || vocabulary.names.has(word)) continue
    const best = suggest(word, vocabulary.words)[0]
    const times = best ? (vocabulary.words.get(best.word) ?? 0) / papers : 0
    // A misprint that stands in a paper or two is no word either, and its rarity would outweigh all the others.
    if (papers > 0 && papers <= MISPRINT_PAPERS && best?.errors === 1 && times >= MISPRINT_TIMES) spelling.corrected.push({ from: word, to: best.word })
    else if (papers === 0 && isWord(word)) {
      if (best?.errors === 1) spelling.offered.push({ from: word, to: best.word })
      else if (COUNTED_WORD.test(word)) spelling.unknown.push(word)
    } else if (papers === 0) {
      const to = best?.word ?? splitWord(word, vocabulary.words)?.join(' ')
      if (to) spelling.corrected.push({ from: word, to })
      else if (COUNTED_WORD.test(word)) spelling.unknown.push(word)
    } else if (best?.errors === 1 && times >= FAR_MORE_FREQUENT) spelling.offered.push({ from: word, to: best.word })
    else {
      // "selfsupervised": some papers do print it so, and hundreds apart.
      const parts = splitWord(word, vocabulary.words)
      if (parts && Math.min(...parts.map((part) => vocabulary.words.get(part) ?? 0)) >= FAR_MORE_FREQUENT * papers) spelling.offered.push({ from: word, to: parts.join(' ') })
    }
  }
  return spelling
}

/** A known name is taken for a misprint of one that is this many times as frequent; only asked where nothing was found. */
const NAME_TIMES = 20

/**
 * A name with its doubtful parts replaced by the likeliest known ones: those nobody has, and those that are one error
 * from a name far more people have. Undefined where there are none.
 */
export function correctName(name: string, vocabulary: Vocabulary): string | undefined {
  const parts = nameKey(name).split(' ')
  const better = parts.map((part) => {
    const best = part.length < 2 ? undefined : suggest(part, vocabulary.names)[0]
    if (!best) return part
    const papers = vocabulary.names.get(part) ?? 0
    return papers === 0 || (best.errors === 1 && (vocabulary.names.get(best.word) ?? 0) >= NAME_TIMES * papers) ? best.word : part
  })
  return better.some((part, at) => part !== parts[at]) ? better.join(' ') : undefined
}
