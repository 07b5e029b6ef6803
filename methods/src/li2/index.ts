/** Li₂: how features emerge in grokking on modular addition (arXiv 2509.21519). */
export { type GroupTask, type GroupTaskOptions, type Pairs, groupTask, shuffleLabels } from './task.ts'
export { SingularSystem, ridgeSolve } from './ridge.ts'
export { type Activation, Li2, type Li2Settings, type Li2Step, trainLi2 } from './train.ts'
export { type AscentOptions, type Nodes, ascendEnergy, featureEnergy, frequencyShare, nodesOf, unitNodes } from './energy.ts'
export { type LazyGradient, lazyGradient } from './lazy.ts'
