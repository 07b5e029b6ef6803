export type { Embedder, SyncEmbedder } from './embedder.ts'
export { openEmbedder } from './open-embedder.ts'
export { SHIPPED_WEIGHTS, openStaticEmbedder, staticEmbedder } from './static/static-embedder.ts'
export { trainEmbedder, TRAINING_DEFAULTS, type Progress, type TrainingOptions, type TrainingReport } from './train/train-embedder.ts'
