/** NoProp: blocks trained alone, each as a denoiser of the label embedding (arXiv 2503.24322), with one-hot embeddings. */
export { EmptyInput } from '../errors/index.ts'
export { type Schedule, cosineSchedule } from './schedule.ts'
export { BlockNetwork, type Shape } from './network.ts'
export {
  type ChainOptions, LabelOutOfRange, LengthMismatch, type NoPropMode, type NoPropModel, type NoPropSettings, NonFiniteLoss,
  chain, localLoss, noiseLabels, trainChain, trainNoProp,
} from './train.ts'
export { type Inference, type InferenceOptions, inferNoProp, inferVotes, meanTrueProbability, teacherForced } from './infer.ts'
export { aloneDifference, crossTalk } from './locality.ts'
