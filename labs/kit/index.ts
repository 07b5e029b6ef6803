/** The lab kit: what a lab declares, how it runs, what comes out. Works in browsers and in Node; files are in `node/`. */
export { CHECK_OPS, defineLab, MODES, VERDICTS } from './lab.ts'
export type {
  CheckDeclaration, CheckOp, ControlDeclaration, Lab, LabDeclaration, Metrics, Mode, PaperClaim, ParamsSchema, Preset, Reference, Verdict,
} from './lab.ts'
export type { Cell, CheckResult, Row, RunContext, RunEvent, RunModule, RunResult, Series, VerdictResult } from './run.ts'
export { COLOUR_ROLES, MARKS, TRANSFORMS } from './figure.ts'
export type { Figure, Json, MarkName, MarkSpec, PlotSpec, TransformName } from './figure.ts'
export { DataError } from './own-data.ts'
export type { DataFile, OwnData } from './own-data.ts'
export { DEFAULT_SEED, describeRange, LabUsageError, paramControls, readAssignments, requestFromSearch, resolveParams, searchFromRequest } from './params.ts'
export type { ParamControl, RunRequest } from './params.ts'
export { evaluateChecks, evaluateClaims, findControl, RunRecord, runLab } from './run-lab.ts'
export type { RunOptions } from './run-lab.ts'
