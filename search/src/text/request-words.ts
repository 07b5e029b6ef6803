/**
 * Request words: "could you list papers that explore …" asks, and only the rest says for what. They are taken out of a
 * query that is worded as a request, and of no other: "list decoding" and "survey propagation" are subjects.
 *
 * Dropping them before both searches raised nDCG@10 on scholar-auto by about .01 (../shared/search-eval.md, point 5).
 */
import { words, type Word } from './tokens.ts'

/** Words that name what is asked for: enough, with a preposition or a relative word, to make a text a request. */
const CARRIERS = 'paper papers work works article articles study studies publication publications literature research researches'
/** Verbs and fillers around them, in their printed forms. */
const FILLERS =
  'list lists name give gives given provide provides provided providing show shows suggest suggests recommend mention mentions ' +
  'mentioned find finds know tell want need needs like looking interested please refer refers reference references ' +
  'cite cites cited examples example resources resource information regarding concerning related ' +
  'discuss discusses discussed discussing discussion explore explores explored exploring investigate investigates investigated ' +
  'investigating examine examines examined focus focuses focused focusing propose proposes proposed proposing ' +
  'introduce introduces introduced introducing present presents presented presenting describe describes described describing ' +
  'address addresses addressed addressing attempt attempts attempted tackle tackles tackled develop develops developed ' +
  'demonstrate demonstrates demonstrated apply applies applied conduct conducts conducted involve involves involved involving ' +
  'consider considers considered talk talks talked highlight highlights highlighted report reports reported ' +
  'researcher researchers author authors scholar scholars academic existing recent previous prior earlier early ' +
  'selected certain various several specific specifically contribute contributed contributions contribution ' +
  'use uses used using utilize utilizes utilized employ employs employed made make makes done deal deals dealing dealt ' +
  'try tries tried aim aims aimed seek adopt adopts adopted leverage leverages leveraged'

export const REQUEST_WORDS: ReadonlySet<string> = new Set(`${CARRIERS} ${FILLERS}`.split(' '))

const CARRIER = CARRIERS.split(' ').join('|')
const OPENING =
  /^\s*(?:(?:hi|hello|please)[ ,]+)*(?:(?:can|could|would|will|do|does|did|is|are|was|were|has|have|any|which|what|who|where|how|why|when|in which|in what|on what)\b|i(?:'m| am|'d| would| want| need)\b|(?:list|find|show|give|name|tell|suggest|recommend|provide|describe)\b.*\b(?:me|all|some|any|papers|works|articles|studies|research|literature|methods)\b|(?:papers?|works?|articles?|studies|literature|research|publications?)\s+(?:that|which|on|about|where|using|with|for|exploring|in)\b)/i
/** One paper half remembered: "that paper where small weights help". A study or research is as often the subject itself. */
const REMEMBERED = /\b(?:that|this|the|an?|one)\s+(?:\w+\s+)?(?:paper|work|article)\s+(?:that|which|where|in which|on|about|who|with|showing|saying)\b/i
const CARRIED = new RegExp(`\\b(?:some|any|all|which|what|the|other|these|recent)\\s+(?:\\w+\\s+)?(?:${CARRIER})\\s+(?:that|which|on|about|who|where)\\b`, 'i')

/** Whether a text is worded as a request for papers rather than as the subject itself. */
export function isRequest(text: string): boolean {
  return /\?\s*$/.test(text) || OPENING.test(text) || CARRIED.test(text) || REMEMBERED.test(text)
}

/**
 * The words of a query without stop words, parted into what to search (`kept`) and request words (`dropped`, as printed,
 * to be reported). Nothing is dropped from a text that is no request, or where nothing would remain.
 */
export function dropRequestWords(text: string): { kept: Word[]; dropped: Word[] } {
  const all = words(text).filter(word => word.term !== '')
  if (!isRequest(text)) return { kept: all, dropped: [] }
  const kept = all.filter(word => !REQUEST_WORDS.has(word.text))
  if (kept.length === 0) return { kept: all, dropped: [] }
  return { kept, dropped: all.filter(word => REQUEST_WORDS.has(word.text)) }
}
