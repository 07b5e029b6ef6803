export { importFiles, type ImportHooks, type ImportOptions, type ImportProgress, type ImportResult } from './import/import-files.ts'
export { FORMAT_NAMES, FORMATS, isFormatName, recogniseFormat, type Format, type FormatName } from './formats/registry.ts'
export { isKnownField, KNOWN_FIELDS } from './formats/jsonl.ts'
export { findRun, listRuns, rejectedOf, type Counts, type SourceRun } from './import/run.repository.ts'
export { InputError, isRejected, MAX_RECORD_BYTES, RecordError, type ParsedItem, type ParseOptions, type RecordParser, type RejectedItem } from './item.ts'
export { bibtexToUnicode, texToUnicode } from './text/tex.ts'
export { harvestAnnouncements, harvestArxiv, harvestContext, harvestHuggingFace, type HarvestSettings } from './harvest/harvest.ts'
export type { HarvestContext, HarvestHooks, HarvestProgress, HarvestResult } from './harvest/harvest-run.ts'
export { SourceError, userAgent } from './gate/http.ts'
export type { HostPolicy } from './gate/policy.ts'
export { fetchPaperRecord, isListSource, LIST_SOURCES, takeInPaper, type FetchedRecord, type ListSourceName } from './sources/registry.ts'
export { retryRejected, type Retried } from './import/retry.ts'
export { pauseJob, runJobSoon, startScheduler, type JobDefinition, type Scheduler, type SchedulerOptions } from './schedule/scheduler.ts'
export { intakeJobs, parseSources, type IntakeJobsOptions } from './schedule/source-jobs.ts'
export { jobHistory, listJobs, sourcesOverview, type HostView, type JobHistoryEntry, type JobView, type RunView, type SourcesOverview } from './schedule/overview.ts'
export { chooseByRule, matchesRule, ruleDefinition, type RuleDefinition, type RuleInput, type RuleKnowledge } from './edition/rule.ts'
export {
  chooseEdition,
  enableRule,
  listInEdition,
  listRules,
  previewRule,
  removeRule,
  saveRule,
  type Choice,
  type EditionRule,
  type RuleOracles,
  type RulePreview,
} from './edition/rule.repository.ts'
// Whoever sees this package sees its tables.
export type {} from './gate/gate.table.ts'
export type {} from './import/run.table.ts'
export type {} from './schedule/lease.ts'
export type {} from './gate/gate.table.ts'
