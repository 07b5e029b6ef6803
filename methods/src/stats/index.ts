/** Statistics in float64: summaries, regression, Kaplan–Meier, the bootstrap. Pure; randomness is handed in. */
export * from './summary.ts'
export * from './regression.ts'
export * from './survival.ts'
export * from './bootstrap.ts'
