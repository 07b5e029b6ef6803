/**
 * Learning from aggregate responses: only the mean response of each bag of rows is known.
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru and Fu, arXiv:2401.11081 (ICLR 2024).
 */
export * from './bags.ts'
export * from './losses.ts'
export * from './linear.ts'
export * from './theory.ts'
