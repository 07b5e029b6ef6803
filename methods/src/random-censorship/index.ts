/**
 * Empirical risk minimisation under random censorship: weights from a conditional Kaplan–Meier estimate of the
 * censoring make the risk of uncensored rows (nearly) unbiased for all.
 * Source: Ausset, Clémençon and Portier, arXiv:1906.01908 (JMLR 23, 2022).
 */
export * from './beran.ts'
export * from './weights.ts'
export * from './features.ts'
export * from './bandwidth.ts'
export * from './design.ts'
