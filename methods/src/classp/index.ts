/** CLASSP: continual learning by adjustment suppression and sparsity promotion (arXiv 2405.09637), and what it is compared with. */
export { ShapeMismatch } from '../errors/index.ts'
export {
  type Classp, type ClasspOptions, type ClasspState, type ClasspUpdate, NonFiniteGradient, averagedState, createClassp,
  shuffledState,
} from './optimizer.ts'
export { diagonalFisher, ewcPenalty } from './ewc.ts'
export { type SecondTask, type TwoTaskResult, type TwoTaskSettings, TwoTasks } from './two-task.ts'
