import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { figures } from './figures.ts'

const params = z.object({
  replicates: z.int().min(1).max(10).default(3).meta({ title: 'Repeats', unit: 'models', help: 'Models trained and explained; the checks compare means over them.' }),
  layers: z.int().min(1).max(4).default(2).meta({ title: 'Layers', help: 'Depth of the transformer.' }),
  steps: z.int().min(10).max(1000).default(250).meta({ title: 'Training steps', unit: 'steps', help: 'Batches of 64 prompts; after 250 the task is solved.', step: 10 }),
  prompts: z.int().min(5).max(200).default(50).meta({ title: 'Prompts', unit: 'prompts', help: 'Fresh prompts on which the estimates are compared with the truth.', step: 5 }),
  corruption: z.enum(['swap', 'third']).default('swap').meta({ title: 'Corruption', help: 'swap: the other name is repeated and the answer changes. third: a name that was not there.' }),
  lnRule: z.boolean().default(true).meta({ title: 'LN-rule', help: 'The divisor of layer norm counts as a constant.' }),
  identityRule: z.boolean().default(true).meta({ title: 'Identity-rule', help: 'GELU counts as multiplication by a constant.' }),
  ahRule: z.boolean().default(false).meta({ title: 'AH-rule', help: 'Attention weights count as constants. Not among the rules of the paper’s default.' }),
  deep: z.boolean().default(false).meta({ title: 'Further settings', help: 'Also four layers, and the other corruption.' }),
})
export type Params = z.output<typeof params>

const CARD = 'The method card'

export default defineLab({
  number: 11,
  slug: '11-relp-relevance-patching',
  paper: '2508.21258',
  title: 'RelP: Faithful and Efficient Circuit Discovery via Relevance Patching',
  question: 'Can one backward pass tell which activations of a transformer matter, as well as re-running it with each of them replaced?',
  summary:
    'Trains a two-layer transformer to name the person who was not mentioned twice, measures what replacing each of 63 activations does, and compares two one-pass estimates with it.',
  params,
  presets: {
    quick: { params: {}, about: 'Three models of two layers, 50 prompts each, five sets of rules.', seconds: 7 },
    full: { params: { replicates: 5, deep: true }, about: 'Five models, three of four layers, and the other corruption.', seconds: 30 },
    headline: { params: { replicates: 10, deep: true }, about: 'The same with ten models; GPT-2 and the other language models of the paper do not fit.', seconds: 50 },
  },
  checks: [
    { id: 'residual', claim: 'RelP correlates with the measured effects of the residual stream, by at least 0.76', metric: 'relp-residual', op: '>=', bound: 0.76, boundFrom: `${CARD}'s bound for one model. Of means it asks .84 (20 models there: .888 ± .039); 70 models here gave .867 ± .064, and 2 of 14 means of five lay below .84.` },
    { id: 'gain-residual', claim: 'It gains at least 0.10 over attribution patching on the residual stream', metric: 'gain-residual', op: '>=', bound: 0.1, boundFrom: `${CARD}: worst of 20 models .141; 70 here gave .203 ± .052.` },
    { id: 'gain-attention', claim: 'It gains on attention outputs', metric: 'gain-attention', op: '>=', bound: { quick: 0.04, full: 0.05, headline: 0.05 }, boundFrom: `${CARD}: worst of 20 models .051; 70 here gave .112 ± .029.` },
    { id: 'gain-mlp', claim: 'It gains on MLP outputs', metric: 'gain-mlp', op: '>=', bound: { quick: 0.04, full: 0.05, headline: 0.05 }, boundFrom: `${CARD}: .04 of one model, .05 of means. 70 models here gave .084 ± .038.` },
    { id: 'ln-does-it', claim: 'The identity-rule without the LN-rule stays within 0.03 of attribution patching', metric: 'identity-only-change', op: '<=', bound: 0.03, boundFrom: `${CARD}: within .013 in 20 models.` },
    { id: 'order-matters', claim: 'Coefficients given to the wrong activations do not correlate: below 0.3 for each kind, means of 20 permutations', metric: 'permuted-largest', op: '<', bound: 0.3, boundFrom: `${CARD}: at most .21 in 9 models; a single permutation reaches .58.` },
    { id: 'conserved', claim: 'Without biases and with the rules LN, identity and AH the relevance of the input adds up to the output', metric: 'conservation-error', op: '<=', bound: 1e-4, boundFrom: 'Exact up to rounding in float32: the network is then linear in its input.' },
    { id: 'gradient-not-conserved', claim: 'With plain gradients it is off by more than the output itself', metric: 'conservation-error-gradient', op: '>', bound: 1, boundFrom: `${CARD}: 1.7 to 2.8.` },
    { id: 'causal', claim: 'Replacing anything before the changed word has exactly no effect', metric: 'effect-before', op: '<=', bound: 0, boundFrom: 'Exact: the activations there are the same ones.' },
  ],
  controls: [
    { id: 'identity-only', label: 'Switch the method off: drop the LN-rule', about: 'Only the identity-rule is left. The gain comes from not differentiating the divisor of layer norm, so it must vanish.', params: { lnRule: false, identityRule: true, ahRule: false }, breaks: ['gain-residual', 'gain-attention', 'gain-mlp'] },
    { id: 'permuted', label: 'Give the coefficients to the wrong activations', about: 'The coefficients of the 63 pairs of component and position are permuted.', breaks: ['residual', 'gain-residual', 'gain-attention', 'gain-mlp'] },
  ],
  claims: [
    {
      id: 'residual', claim: 'RelP is much closer to activation patching than attribution patching on the residual stream (GPT-2 small: correlation .968 against .753).', where: 'section 4; table of correlations', metric: 'gain-residual', measure: 'gain in correlation',
      verdict: (m) => (m['gain-residual'] >= 0.1 ? 'reproduced' : m['gain-residual'] > 0 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'mlp', claim: 'Attribution patching fails on MLP outputs (.195 in GPT-2 small, .006 in large) and RelP repairs it.', where: 'abstract; table of correlations', metric: 'atp-mlp', measure: 'correlation of attribution patching on MLP outputs; low would be the failure',
      verdict: (m) => (m['atp-mlp'] < 0.5 && m['gain-mlp'] > 0.2 ? 'reproduced' : m['gain-mlp'] >= 0.04 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'attention', claim: 'On attention outputs the two are about equal (.962 and .979).', where: 'table of correlations', metric: 'gain-attention', measure: 'gain in correlation',
      verdict: (m) => (m['relp-attention'] >= 0.9 && Math.abs(m['gain-attention']) < 0.03 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'cost', claim: 'It costs two forward passes and one backward pass, whatever the number of activations.', where: 'section 3', metric: 'passes-saved', measure: 'forward passes of activation patching here, against 3 passes',
      verdict: (m) => (m['passes-saved'] > 3 ? 'reproduced' : 'not at this scale'),
    },
    { id: 'circuits', claim: 'Sparse feature circuits found with it are as faithful as those found by integrated gradients, at less cost.', where: 'section 5', verdict: 'not tested' },
  ],
  figures,
  references: [
    { text: 'Rezaei Jafari, Eberle, Khakzar, Nanda. RelP: faithful and efficient circuit discovery via relevance patching. arXiv, 2025.', url: 'https://arxiv.org/abs/2508.21258' },
    { text: 'Wang et al. Interpretability in the wild: a circuit for indirect object identification in GPT-2 small. ICLR 2023.', url: 'https://arxiv.org/abs/2211.00593' },
    { text: 'Ali et al. XAI for transformers: better explanations through conservative propagation. ICML 2022.', url: 'https://arxiv.org/abs/2202.07304' },
  ],
  tolerance: { default: 0.08, 'conservation-error-gradient': 0.5 },
  run: () => import('./run.ts'),
})
