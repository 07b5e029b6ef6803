/**
 * Rules by which an edition is chosen. Pure: a rule and papers go in, the chosen ones come out. Conditions of different
 * kinds must all hold; within one kind any suffices. What only other packages know (a saved query's answer, whom a
 * person follows, a curator's taste) comes in as values.
 */
import { authorKey, fold, type Paper, type PaperId } from '@offprint/catalogue'
import { z } from 'zod'

/** More papers than this in a day and nobody reads the page; Hugging Face lists about thirty. */
const LARGEST_EDITION = 500

const words = z.array(z.string().trim().min(1)).min(1)

export const ruleDefinition = z
  .object({
    /** `cs.LG`, or an archive as a whole: `cs`. */
    categories: words.optional(),
    /** Words or phrases in title or abstract; case and accents do not matter. */
    keywords: words.optional(),
    /** Names as printed. */
    authors: words.optional(),
    /** Slugs. */
    organisations: words.optional(),
    /** A person here, whose followed authors and organisations count. */
    followedBy: z.string().min(1).optional(),
    /** At least so many upvotes elsewhere. */
    minImportedUpvotes: z.number().int().min(1).optional(),
    /** A query as in the search box. */
    query: z.string().trim().min(1).optional(),
    /** A person here, by whose personal model the papers are ranked. */
    curator: z.string().min(1).optional(),
    /** Never these. */
    exclude: z.object({ categories: words.optional(), keywords: words.optional() }).optional(),
    /** At most so many a day: the best by the curator's model, else by upvotes elsewhere, else the newest. */
    limit: z.number().int().min(1).max(LARGEST_EDITION).default(50),
  })
  .refine((rule) => CONDITIONS.some((name) => rule[name] !== undefined), 'A rule needs at least one condition.')

const CONDITIONS = ['categories', 'keywords', 'authors', 'organisations', 'followedBy', 'minImportedUpvotes', 'query', 'curator'] as const

export type RuleDefinition = z.output<typeof ruleDefinition>
export type RuleInput = z.input<typeof ruleDefinition>

/** What the rule needs from elsewhere. A condition whose answer is missing is not met. */
export interface RuleKnowledge {
  /** Papers that the rule's query finds. */
  found?: ReadonlySet<PaperId>
  /** Keys of followed authors and slugs of followed organisations. */
  followed?: { authors: ReadonlySet<string>; organisations: ReadonlySet<string> }
  /** The curator's scores, larger is better; papers without one are not chosen. */
  scores?: ReadonlyMap<PaperId, number>
}

export function matchesRule(rule: RuleDefinition, paper: Paper, known: RuleKnowledge = {}): boolean {
  const text = fold(`${paper.title}\n${paper.abstract ?? paper.summary ?? ''}`)
  if (paper.withdrawn) return false
  if (rule.exclude?.categories?.some((category) => isIn(paper, category))) return false
  if (rule.exclude?.keywords?.some((keyword) => hasWord(text, keyword))) return false
  if (rule.categories && !rule.categories.some((category) => isIn(paper, category))) return false
  if (rule.keywords && !rule.keywords.some((keyword) => hasWord(text, keyword))) return false
  if (rule.authors) {
    const keys = new Set(paper.authors.map((author) => authorKey(author.name)))
    if (!rule.authors.some((name) => keys.has(authorKey(name)))) return false
  }
  if (rule.organisations && !(paper.organisation && rule.organisations.includes(paper.organisation.slug))) return false
  if (rule.followedBy && !isFollowed(paper, known.followed)) return false
  if (rule.minImportedUpvotes && paper.importedUpvotes < rule.minImportedUpvotes) return false
  if (rule.query && !known.found?.has(paper.id)) return false
  return !rule.curator || (known.scores?.has(paper.id) ?? false)
}

/** Those of `papers` that the rule chooses, best first. */
export function chooseByRule(rule: RuleDefinition, papers: readonly Paper[], known: RuleKnowledge = {}): Paper[] {
  const score = (paper: Paper) => (rule.curator ? (known.scores?.get(paper.id) ?? 0) : paper.importedUpvotes)
  return papers
    .filter((paper) => matchesRule(rule, paper, known))
    .sort((a, b) => score(b) - score(a) || compare(b.published ?? '', a.published ?? '') || compare(a.id, b.id))
    .slice(0, rule.limit)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const isIn = (paper: Paper, category: string) => paper.categories.some((own) => own === category || own.startsWith(`${category}.`))

/** Whole words only: "RL" is not in "world". */
function hasWord(foldedText: string, keyword: string): boolean {
  const word = fold(keyword).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`)
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${word}(?![\p{L}\p{N}])`, 'u').test(foldedText)
}

const isFollowed = (paper: Paper, followed: RuleKnowledge['followed']) =>
  followed !== undefined && (paper.authors.some((author) => followed.authors.has(authorKey(author.name))) || (paper.organisation !== undefined && followed.organisations.has(paper.organisation.slug)))
