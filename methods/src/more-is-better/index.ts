/**
 * More is Better in Modern Machine Learning (arXiv 2311.14646): random-feature ridge regression in theory and as run.
 *
 * ```ts
 * import { optimalRidge, rfRidgeTheory, ridgePath } from '@offprint/methods/more-is-better'
 * ```
 */
export * from './power-law.ts'
export * from './regression.ts'
export * from './theory.ts'
