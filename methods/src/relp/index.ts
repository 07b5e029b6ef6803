/** RelP: relevance patching beside activation and attribution patching (arXiv 2508.21258), on a toy of indirect objects. */
export { type Corruption, type IoiSettings, type Prompts, LENGTH, SUBJECT_POSITION, VOCABULARY, drawPrompts, trainIoi } from './ioi.ts'
export { NonFinite, ShapeMismatch } from '../errors/index.ts'
export {
  type Activations, ConstantInput, type Effects, type Rule, RuleNotApplicable, UnknownComponent, activationPatch,
  attributionPatch, coefficients, conservationError, observe, pearson,
} from './patching.ts'
