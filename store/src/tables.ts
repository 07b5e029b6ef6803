/**
 * The row types of all tables, by table name. Empty here: each feature adds its own in its `*.table.ts` by declaration
 * merging (`declare module '@offprint/store/tables' { interface Tables { paper: PaperTable } }`), so that a table's type
 * stands beside the SQL that uses it.
 */
// oxlint-disable-next-line typescript/no-empty-interface -- filled by declaration merging
export interface Tables {}
