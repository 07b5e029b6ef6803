export * from './paper/paper.ts'
export { externalId, isArxivId, paperPath, parsePaperId, type PaperId, type ParsedPaperId } from './paper/paper-id.ts'
export { authorKey, derivedId, familyKey, fold, titleKey } from './paper/keys.ts'
export { COMMENT_WEIGHT, HOT_WINDOW_HOURS, hotScore } from './paper/hot.ts'
export { emptyPaper, mergePaper, sourceOf } from './paper/merge.ts'
export { SOURCES, sourceRank, type SourceName } from './paper/source.ts'
export {
  canonicalId,
  countPapers,
  currentChange,
  findPaper,
  findPaperByAnyId,
  findPapers,
  paperAddresses,
  papersChangedSince,
  type Changes,
} from './paper/paper.repository.ts'
export { upsertPapers, type Outcome, type UpsertContext, type Upserted } from './paper/upsert.ts'
export { editionPath, findEdition, isDay, newestDay, parsePeriod, periodOf, type Edition, type EditionKind, type Period } from './edition/edition.ts'
export {
  findAuthorName,
  findOrganisation,
  LIST_SORTS,
  listCategories,
  listPapers,
  LONGEST_PAGE,
  type ListQuery,
  type ListSort,
  type PaperList,
} from './list/list.ts'
export { CITATION_FORMATS, CITATION_MEDIA_TYPES, citationKey, citePaper, splitName, toCsl, type CitationFormat } from './citation/citation.ts'
export { exportJsonLines, toExport, toJsonLine } from './export/jsonl.ts'
export { FOUNDING_DAY, foundingRecords } from './founding/founding.ts'
export { loadFoundingEdition, openCatalogue } from './open.ts'
export { addSubscription, normaliseAddress } from './subscription/subscription.ts'
export type {} from './paper/paper.table.ts'
