/**
 * Dense linear algebra in float64: products, Cholesky, least squares, eigenvalues, singular values.
 * Sizes up to a few hundred; everything is pure and allocates its result.
 */
export * from './matrix.ts'
export * from './solve.ts'
export * from './decompose.ts'
export * from './paced.ts'
