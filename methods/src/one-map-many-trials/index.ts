/**
 * Debiasing shrunken machine-learning predictions for causal inference, from the calibration split alone.
 * Source: Pettersson, Jerzak and Daoud, arXiv:2508.01341 ("One Map, Many Trials").
 */
export { EmptyInput, NonFinite } from '../errors/index.ts'
export * from './calibration.ts'
export * from './lcc.ts'
export * from './tweedie.ts'
export * from './effects.ts'
export * from './compare.ts'
export * from './design.ts'
export * from './image-model.ts'
