import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import type { CheckDeclaration, Mode } from '../kit/index.ts'
import { figures } from './figures.ts'
import { ownData } from './own-data.ts'

const params = z.object({
  n: z.int().min(200).max(4000).default(1000).meta({ title: 'Rows', unit: 'rows', help: 'Rows with features; their responses are known by bag only.', step: 100 }),
  d: z.int().min(2).max(150).default(100).meta({ title: 'Features', help: 'Number of coefficients to learn. The bag loss peaks where there are as many bags as features.' }),
  noise: z.number().min(0.05).max(4).default(1).meta({ title: 'Noise', help: 'Standard deviation of a response around its mean. At .25 the bag loss wins for every bag size, at 2 the instance loss.', step: 0.05 }),
  signal: z.number().min(0.1).max(4).default(1).meta({ title: 'Signal', help: 'Squared length of the true coefficients.', step: 0.1 }),
  replicates: z.int().min(1).max(200).default(20).meta({ title: 'Repetitions', help: 'Risks are means over this many independent worlds.' }),
  eps: z.number().min(0.2).max(8).default(1).meta({ title: 'Privacy ε', help: 'Budget of label differential privacy in the second part; smaller hides more.', scale: 'log' }),
  clip: z.number().min(0.5).max(10).default(3).meta({ title: 'Clip', help: 'Responses are cut to ± this before they are averaged and noised.', step: 0.5 }),
  extras: z.boolean().default(false).meta({ title: 'Privacy and choice of ρ', help: 'Also choose ρ by cross-validation, compare with plain shrinkage, and sweep bag sizes under label privacy.' }),
})
export type Params = z.output<typeof params>

/** Bag sizes of the paper's question; 16 leaves fewer bags than features. */
export const BAG_SIZES = [2, 3, 4, 5, 8, 16]

const FULL: readonly Mode[] = ['full', 'headline']

/** What the interpolation must gain on the better end, by bag size, with the prototype's range over 12 blocks of 20 worlds. */
const GAINS = [
  { k: 2, bound: 0.87, seen: '.77–.83' },
  { k: 4, bound: 0.72, seen: '.57–.67 for k = 4, 5' },
  { k: 5, bound: 0.72, seen: '.57–.67 for k = 4, 5' },
  { k: 8, bound: 0.8, seen: '.70–.76' },
]

const checks: CheckDeclaration[] = [
  {
    id: 'identity', claim: 'Instance loss equals bag loss plus the variance of predictions within bags', metric: 'identity-error', op: '<=', bound: 1e-9,
    boundFrom: 'An identity: only rounding may remain.',
  },
  {
    id: 'instance-is-least-squares', claim: 'At ρ = 1 the fit is ordinary least squares on the repeated bag mean', metric: 'least-squares-difference', op: '<', bound: 1e-6,
    boundFrom: 'An identity; the prototype measured 3e-16.',
  },
  ...BAG_SIZES.map((k): CheckDeclaration => ({
    id: `theory-${k}`, claim: `The risk formula is right within 10 % on average over ρ ≥ 0.01 with bags of ${k}`, metric: `theory-error-${k}`, op: '<=', bound: 0.1,
    boundFrom: 'Prototype, 20 worlds: median 2 %, worst 7.8 % of 72 runs; 240 worlds agree within 2 %.',
  })),
  ...GAINS.map(({ k, bound, seen }): CheckDeclaration => ({
    id: `gain-${k}`, claim: `The best interpolation leaves at most ${bound} of the smaller of bag and instance risk with bags of ${k}`, metric: `gain-${k}`, op: '<=', bound,
    boundFrom: `Prototype: ${seen} over 12 blocks of 20 worlds.`,
  })),
  ...[2, 3].map((k): CheckDeclaration => ({
    id: `bag-better-${k}`, claim: `With bags of ${k} the bag loss is better than the instance loss`, metric: `bag-over-instance-${k}`, op: '<', bound: 1,
    boundFrom: `Prototype: ${k === 2 ? '.69–.82' : '.81–.95'} over 12 blocks of 20 worlds.`,
  })),
  ...[5, 8].map((k): CheckDeclaration => ({
    id: `instance-better-${k}`, claim: `With bags of ${k} the instance loss is better than the bag loss`, metric: `bag-over-instance-${k}`, op: '>', bound: 1,
    boundFrom: 'Prototype: at least 1.39 over 12 blocks of 20 worlds.',
  })),
  {
    id: 'double-descent-up', claim: 'The risk of the bag loss at 125 bags for 100 features is at least 3 times that at 250', metric: 'bag-8-over-4', op: '>=', bound: 3,
    boundFrom: 'Prototype: 5.5–6.8; theory 6.0.',
  },
  {
    id: 'double-descent-down', claim: 'Past the peak, with 62 bags for 100 features, it is lower again', metric: 'bag-16-over-8', op: '<', bound: 1,
    boundFrom: 'Prototype: 1.97 against 4.09.',
  },
]

export default defineLab({
  number: 33,
  slug: '33-aggregate-responses',
  paper: '2401.11081',
  title: 'Learning from Aggregate responses: Instance Level versus Bag Level Loss Functions',
  question: 'If only the mean response of each group is published, should a model match the mean of its predictions, or every prediction to the mean?',
  summary: 'Fits linear predictors from bag means by both losses and everything between, and compares their risks with a closed formula; then adds label privacy.',
  params,
  presets: {
    quick: { params: {}, about: '20 worlds of 1,000 rows and 100 features, six bag sizes.', seconds: 4 },
    full: { params: { replicates: 40, extras: true }, about: '40 worlds; ρ by cross-validation; label privacy for seven bag sizes.', seconds: 30 },
    headline: { params: { replicates: 120, extras: true }, about: '120 worlds; the paper prints no table to aim at.', seconds: 90 },
  },
  checks: [
    ...checks,
    {
      id: 'predicted-rho-wins', claim: 'The ρ that theory predicts beats both ends in at least 90 % of worlds with bags of 3 and more', metric: 'share-rho-wins', op: '>=', bound: 0.9, modes: FULL,
      boundFrom: 'Prototype: every world for k ≥ 3.',
    },
  ],
  controls: [
    {
      id: 'permuted-labels', label: 'Hand the means to the wrong bags', about: 'With bag means permuted there is nothing to learn: the more a fit follows them, the worse, and no ρ below 1 helps.',
      breaks: ['gain-2', 'gain-4', 'gain-5', 'gain-8', 'theory-2'],
    },
    {
      id: 'bags-of-one', label: 'Give everybody a bag of their own', about: 'Without a second row in the bag there is no variance within, so ρ changes nothing and there is nothing to interpolate.',
      breaks: ['gain-2', 'gain-4', 'gain-5', 'gain-8', 'instance-better-5', 'double-descent-up'],
    },
  ],
  claims: [
    {
      id: 'regulariser', claim: 'For the square loss the instance loss is the bag loss plus a regulariser, so the two can be interpolated.', where: 'abstract',
      metric: 'identity-error', measure: 'largest difference between the two sides on random predictions',
      verdict: (m) => (m['identity-error'] <= 1e-9 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'interpolation', claim: 'The interpolating estimator beats both ends.', where: 'abstract',
      metric: 'gain-4', measure: 'best risk over the smaller end, bags of 4',
      verdict: (m) => (GAINS.every(({ k, bound }) => m[`gain-${k}`] <= bound) ? 'reproduced' : 'in part'),
    },
    {
      id: 'risk-formula', claim: 'The risk in the proportional limit is given by a precise formula.', where: 'abstract; theorem (we derived ours on our own)',
      metric: 'theory-error-worst', measure: 'mean relative error over ρ ≥ 0.01, worst of six bag sizes',
      verdict: (m) => (m['theory-error-worst'] <= 0.1 ? 'reproduced' : 'in part'),
    },
    {
      id: 'optimal-bag-size', claim: 'Under label privacy there is an optimal bag size above one.', where: 'abstract',
      metric: 'private-gain', measure: 'risk with bags of one over the risk at the best bag size, both at the ρ theory picks; the bag loss alone and a ridge with bags of one are reported beside it',
      verdict: (m) => (m['private-gain'] >= 1.2 ? (m['private-ridge-over-best'] <= 1.05 ? 'in part' : 'reproduced') : 'not at this scale'),
    },
    {
      id: 'within-bag-special', claim: 'It is the variance within bags that should be penalised.', where: 'our reading of the interpolation; the paper does not compare with other penalties',
      metric: 'global-over-within', measure: 'risk with the variance of all predictions as penalty over that with the variance within bags, bags of 4, ρ = 0.133',
      verdict: (m) => (m['global-over-within'] >= 1.1 ? 'reproduced' : 'not at this scale'),
    },
  ],
  figures,
  references: [
    { text: 'Javanmard, Chen, Mirrokni, Badanidiyuru, Fu. Learning from Aggregate responses: Instance Level versus Bag Level Loss Functions. ICLR 2024.', url: 'https://arxiv.org/abs/2401.11081' },
    { text: 'Dwork, McSherry, Nissim, Smith. Calibrating Noise to Sensitivity in Private Data Analysis. TCC 2006.', url: 'https://doi.org/10.1007/11681878_14' },
    { text: 'Hastie, Montanari, Rosset, Tibshirani. Surprises in High-Dimensional Ridgeless Least Squares Interpolation. Annals of Statistics, 2022.', url: 'https://arxiv.org/abs/1903.08560' },
  ],
  tolerance: 1e-6,
  data: ownData,
  run: () => import('./run.ts'),
})
