/**
 * FINCH: adaptive evidence weighting for audio and place-and-time fusion (arXiv 2602.03817).
 *
 * ```ts
 * import { evidenceFeatures, gateFusion, trainGate } from '@offprint/methods/finch'
 * ```
 */
export * from './fusion.ts'
export * from './gate.ts'
export * from './report.ts'
