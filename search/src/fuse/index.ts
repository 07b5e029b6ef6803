export { fitGate, WEIGHT_GRID, type JudgedQuery } from './fit.ts'
export { FUSION_DEPTH, fuse, type Fused, type Ranking } from './fuse.ts'
export { SIGNALS, signalsOf, vectorWeight, type Gate, type QuerySignals } from './gate.ts'
export { GATE, SIMILAR_WEIGHT } from './weights.ts'
