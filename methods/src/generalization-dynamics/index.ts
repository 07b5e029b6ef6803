/**
 * How train and test error evolve when parameters are about as many as examples: theory from the Marchenko–Pastur
 * spectrum, exact linear students, ReLU students.
 * Source: Advani and Saxe, "High-dimensional dynamics of generalization error in neural networks", arXiv:1710.03667.
 */
export * from './marchenko-pastur.ts'
export * from './theory.ts'
export * from './linear.ts'
export * from './relu.ts'
