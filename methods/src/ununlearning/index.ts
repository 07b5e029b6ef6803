/**
 * Unlearning and relearning in context, as a small model of the argument in "UnUnlearning" (arXiv 2407.00106).
 *
 * ```ts
 * import { evaluatePrompt, makeWorld, unlearnExact } from '@offprint/methods/ununlearning'
 * ```
 */
export * from './episodes.ts'
export * from './model.ts'
export * from './prompts.ts'
export * from './unlearn.ts'
export * from './world.ts'
