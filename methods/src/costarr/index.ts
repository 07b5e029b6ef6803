/**
 * COSTARR: open-set recognition with attenuated features (arXiv 2508.01087), its comparators, and how to judge them.
 *
 * ```ts
 * import { auroc, costarrScore, fitCostarr } from '@offprint/methods/costarr'
 * ```
 */
export * from './evaluate.ts'
export * from './scores.ts'
