/** Edition rules as stored, the papers they choose from, and putting what was chosen into an edition. */
import { findPapers, upsertPapers, type Day, type Paper, type PaperId } from '@offprint/catalogue'
import type { Database, Db } from '@offprint/store'
import type { Tables } from '@offprint/store/tables'
import { ruleDefinition, chooseByRule, type RuleDefinition, type RuleInput, type RuleKnowledge } from './rule.ts'

export interface EditionRuleTable {
  id: string
  name: string
  /** JSON of a `RuleDefinition`. */
  definition: string
  enabled: number
  created_at: string
}
declare module '@offprint/store/tables' {
  interface Tables {
    edition_rule: EditionRuleTable
  }
}
export type { Tables }

export interface EditionRule {
  id: string
  name: string
  definition: RuleDefinition
  enabled: boolean
  createdAt: string
}

/** Answers what a rule needs from other packages; where one is absent, conditions that need it are not met. */
export interface RuleOracles {
  /** Ids that a query finds among these papers. */
  search?: (query: string, among: readonly PaperId[]) => Promise<ReadonlySet<PaperId>>
  follows?: (person: string) => Promise<NonNullable<RuleKnowledge['followed']>>
  rank?: (curator: string, papers: readonly Paper[]) => Promise<ReadonlyMap<PaperId, number>>
}

const DAY_MS = 86_400_000
const plusDays = (day: Day, days: number): Day => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/**
 * Stores a rule, switched off: it is previewed first.
 * @throws ZodError where the definition makes no sense
 */
export async function saveRule(db: Db, rule: { id: string; name: string; definition: RuleInput; now: string }): Promise<EditionRule> {
  const definition = ruleDefinition.parse(rule.definition)
  const values = { name: rule.name, definition: JSON.stringify(definition) }
  await db
    .insertInto('edition_rule')
    .values({ id: rule.id, ...values, enabled: 0, created_at: rule.now })
    .onConflict((c) => c.column('id').doUpdateSet({ ...values, enabled: 0 }))
    .execute()
  return { id: rule.id, name: rule.name, definition, enabled: false, createdAt: rule.now }
}

export async function enableRule(db: Db, id: string, enabled: boolean): Promise<void> {
  await db.updateTable('edition_rule').set({ enabled: enabled ? 1 : 0 }).where('id', '=', id).execute()
}

export async function removeRule(db: Db, id: string): Promise<void> {
  await db.deleteFrom('edition_rule').where('id', '=', id).execute()
}

/** In the order in which they were written, which is the order in which they choose. */
export async function listRules(db: Db): Promise<EditionRule[]> {
  const rows = await db.selectFrom('edition_rule').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, name: row.name, definition: ruleDefinition.parse(JSON.parse(row.definition)), enabled: row.enabled === 1, createdAt: row.created_at }))
}

/**
 * Papers that were new on a day from `from` to `to`: announced then, or, where no announcement is known, first
 * published then. A revision makes nothing new. `unlisted` leaves out what is in an edition already.
 */
export async function newPapers(db: Db, { from, to, unlisted }: { from: Day; to: Day; unlisted: boolean }): Promise<Paper[]> {
  let query = db
    .selectFrom('paper')
    .select('id')
    .where((e) =>
      e.or([
        e.and([e('announced_on', '>=', from), e('announced_on', '<=', to)]),
        // A day or an instant; what is known to the month only is new on no day.
        e.and([e('announced_on', 'is', null), e('published', '>=', from), e('published', '<', plusDays(to, 1))]),
      ]),
    )
    .orderBy('id')
  if (unlisted) query = query.where('listed_on', 'is', null)
  return findPapers(db, (await query.execute()).map((row) => row.id as PaperId))
}

/** The day on which a paper was new, as `newPapers` counts. */
const newDay = (paper: Paper): Day => paper.announcedOn ?? paper.published!.slice(0, 10)

async function knowledge(rule: RuleDefinition, papers: readonly Paper[], oracles: RuleOracles): Promise<RuleKnowledge> {
  return {
    found: rule.query ? await oracles.search?.(rule.query, papers.map((paper) => paper.id)) : undefined,
    followed: rule.followedBy ? await oracles.follows?.(rule.followedBy) : undefined,
    scores: rule.curator ? await oracles.rank?.(rule.curator, papers) : undefined,
  }
}

/** How far back a preview looks. */
export const PREVIEW_DAYS = 14

export interface RulePreview {
  days: { day: Day; candidates: number; chosen: { id: PaperId; title: string; listedBy?: string }[] }[]
}

/** What a rule would have chosen on each of the last fortnight's days, whether or not another has listed it since. */
export async function previewRule(db: Db, definition: RuleInput, today: Day, oracles: RuleOracles = {}): Promise<RulePreview> {
  const rule = ruleDefinition.parse(definition)
  const papers = await newPapers(db, { from: plusDays(today, 1 - PREVIEW_DAYS), to: today, unlisted: false })
  const known = await knowledge(rule, papers, oracles)
  const days = Array.from({ length: PREVIEW_DAYS }, (_, index) => plusDays(today, -index))
  return {
    days: days.map((day) => {
      const candidates = papers.filter((paper) => newDay(paper) === day)
      const chosen = chooseByRule(rule, candidates, known)
      return { day, candidates: candidates.length, chosen: chosen.map(({ id, title, listedBy }) => ({ id, title, ...(listedBy ? { listedBy } : {}) })) }
    }),
  }
}

/** New papers that no rule took at first are looked at again for this long: votes elsewhere take days to come. */
export const RECONSIDERED_DAYS = 4

export interface Choice {
  rule: string
  chosen: PaperId[]
}

/**
 * Lets the enabled rules choose the edition of `day` from what became new in the last days and is in no edition. Each
 * listing says which rule chose it. Run again, it adds only what has become choosable since.
 */
export async function chooseEdition(database: Database, day: Day, oracles: RuleOracles = {}): Promise<Choice[]> {
  const rules = (await listRules(database.db)).filter((rule) => rule.enabled)
  if (rules.length === 0) return []
  let candidates = await newPapers(database.db, { from: plusDays(day, 1 - RECONSIDERED_DAYS), to: day, unlisted: true })
  const choices: Choice[] = []
  for (const { id, definition } of rules) {
    const today = await database.db.selectFrom('paper').select((e) => e.fn.countAll<number>().as('n')).where('listed_on', '=', day).where('listed_by', '=', `rule:${id}`).executeTakeFirstOrThrow()
    const room = definition.limit - Number(today.n)
    if (room <= 0) continue
    const chosen = chooseByRule({ ...definition, limit: room }, candidates, await knowledge(definition, candidates, oracles))
    await listInEdition(database, chosen, day, `rule:${id}`)
    choices.push({ rule: id, chosen: chosen.map((paper) => paper.id) })
    const taken = new Set(chosen.map((paper) => paper.id))
    candidates = candidates.filter((paper) => !taken.has(paper.id))
  }
  return choices
}

/** Puts papers into an edition; one that is in an edition already stays where it is. */
export async function listInEdition(database: Database, papers: readonly Paper[], day: Day, by: string): Promise<void> {
  // The lowest source of all: this says when a paper is listed and nothing about its fields.
  await database.write((trx) => upsertPapers(trx, papers.map(({ id, title }) => ({ id, title, listedOn: day, listedBy: by })), { source: 'founding', repeat: true }))
}
