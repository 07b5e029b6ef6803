import { GENERATOR_INITS } from '@offprint/methods/one-map-many-trials'
import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { figures } from './figures.ts'
import { ownData } from './own-data.ts'

const params = z.object({
  replicates: z.int().min(1).max(40).default(5).meta({ title: 'Worlds', help: 'Slopes and errors are means over this many worlds; single ones scatter.' }),
  upstream: z.int().min(200).max(10_000).default(4000).meta({ title: 'Upstream units', unit: 'units', help: 'Four fifths train the map, one fifth calibrates.', step: 100 }),
  downstream: z.int().min(200).max(10_000).default(4000).meta({ title: 'Units a trial', unit: 'units', help: 'Each of the eleven trials has this many units, without labels.', step: 100 }),
  imageNoise: z.number().min(0.05).max(3).default(0.3).meta({ title: 'Image noise', help: 'Standard deviation of the noise on the image features; more of it shrinks the map further.', step: 0.05 }),
  init: z.enum(GENERATOR_INITS).default('glorot').meta({ title: 'Image generator', help: 'How the frozen network that makes images was drawn; it decides how shrunk the map is. With he there is hardly anything to correct.' }),
  labels: z.int().min(20).max(1000).default(100).meta({ title: 'PPI labels', unit: 'labels', help: 'New labels that prediction-powered inference may look up in every trial; at most half of its units.', step: 10 }),
  bandwidth: z.number().min(0.2).max(5).default(1).meta({ title: 'Density bandwidth', help: "Multiplies Scott's bandwidth in Tweedie's correction.", scale: 'log' }),
  selection: z.number().min(0).max(1).default(0).meta({ title: 'Chosen by image', help: 'In the Gaussian example: share of units whose group is chosen by their image. At 1 the corrections harm.', step: 0.05 }),
})
export type Params = z.output<typeof params>

const GROUPS_OF_FIVE = 'Met together with the other trial checks by 99 % of random groups of 5 out of 80 worlds of the prototype.'

export default defineLab({
  number: 26,
  slug: '26-one-map-many-trials-debiasing',
  paper: '2508.01341',
  title: 'Debiasing Machine Learning Predictions for Causal Inference Without Additional Ground Truth Data: "One Map, Many Trials" in Satellite-Driven Poverty Analysis',
  question: 'Can a treatment effect measured on predicted outcomes be put right without a single new label?',
  summary: 'Trains one image model, freezes it, runs eleven simulated trials on its predictions and compares naive, corrected and label-hungry estimates with the true effects.',
  params,
  presets: {
    quick: { params: {}, about: '5 worlds of eleven trials each.', seconds: 6 },
    full: { params: { replicates: 10 }, about: '10 worlds of eleven trials each.', seconds: 12 },
    headline: { params: { replicates: 20, upstream: 10_000, downstream: 10_000 }, about: "20 worlds with the paper's 10,000 units.", seconds: 60 },
  },
  checks: [
    {
      id: 'naive-attenuated', claim: 'On raw predictions the slope of estimated over true effects is at most 0.75', metric: 'slope-naive', op: '<=', bound: 0.75,
      boundFrom: 'Prototype: .50 ± .08 a world, 80 worlds.',
    },
    { id: 'lcc-not-low', claim: 'After LCC the slope is at least 0.9', metric: 'slope-lcc', op: '>=', bound: 0.9, boundFrom: `Prototype: .991 ± .063 a world. ${GROUPS_OF_FIVE}` },
    { id: 'lcc-not-high', claim: '… and at most 1.1', metric: 'slope-lcc', op: '<=', bound: 1.1, boundFrom: `Prototype: .991 ± .063 a world. ${GROUPS_OF_FIVE}` },
    { id: 'tweedie-not-low', claim: "After Tweedie's correction the slope is at least 0.9", metric: 'slope-tweedie', op: '>=', bound: 0.9, boundFrom: `Prototype: .962 ± .057 a world. ${GROUPS_OF_FIVE}` },
    { id: 'tweedie-not-high', claim: '… and at most 1.1', metric: 'slope-tweedie', op: '<=', bound: 1.1, boundFrom: `Prototype: .962 ± .057 a world. ${GROUPS_OF_FIVE}` },
    { id: 'lcc-error', claim: 'LCC leaves at most half of the naive error', metric: 'lcc-over-naive', op: '<=', bound: 0.5, boundFrom: `Prototype: .149 against .552. ${GROUPS_OF_FIVE}` },
    { id: 'tweedie-error', claim: 'Tweedie leaves at most half of the naive error', metric: 'tweedie-over-naive', op: '<=', bound: 0.5, boundFrom: `Prototype: .113 against .552. ${GROUPS_OF_FIVE}` },
    { id: 'ppi-unbiased', claim: 'Prediction-powered inference, the comparison, is itself hardly attenuated: its slope is at least 0.85', metric: 'slope-ppi', op: '>=', bound: 0.85, boundFrom: 'Prototype: .984 ± .067 a world, so ± .03 a mean of five.' },
    { id: 'tweedie-beats-ppi', claim: 'Tweedie errs less than prediction-powered inference with its labels', metric: 'tweedie-over-ppi', op: '<', bound: 1, boundFrom: `Prototype: .113 against .225. ${GROUPS_OF_FIVE}` },
    { id: 'lcc-near-ppi', claim: 'LCC errs at most 1.2 times as much as it', metric: 'lcc-over-ppi', op: '<=', bound: 1.2, boundFrom: `Prototype: .149 against .225. ${GROUPS_OF_FIVE}` },
    {
      id: 'gaussian-lcc-not-high', claim: 'In a Gaussian trial LCC is at most 10 % above the true difference', metric: 'gaussian-lcc', op: '<=', bound: 1.1,
      boundFrom: 'Closed form 1; ± .06 a world, mean of 20.',
    },
    {
      id: 'gaussian-lcc-not-low', claim: '… and at most 10 % below', metric: 'gaussian-lcc', op: '>=', bound: 0.9,
      boundFrom: 'Closed form 1; ± .06 a world, mean of 20.',
    },
  ],
  controls: [
    {
      id: 'reversed', label: 'Regress the truth on the prediction', about: 'The usual recalibration. A model trained for squared error is already calibrated in that direction, so nothing is corrected.',
      breaks: ['lcc-not-low', 'lcc-error'],
    },
    {
      id: 'chosen-by-image', label: 'Choose the groups by the image', about: 'When the image decides who is treated, raw predictions are already right and the correction doubles the effect.',
      breaks: ['gaussian-lcc-not-high'],
    },
  ],
  claims: [
    {
      id: 'attenuation', claim: 'Effects on predicted outcomes are attenuated: naive slope about 0.5 over 50 effects.', where: 'simulation figure',
      metric: 'slope-naive', measure: 'slope of estimated over true effects',
      verdict: (m) => (m['slope-naive'] <= 0.75 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'lcc', claim: 'LCC puts the estimates on the diagonal.', where: 'simulation figure', metric: 'slope-lcc', measure: 'slope; its mean absolute error is in the checks',
      verdict: (m) => (Math.abs(m['slope-lcc'] - 1) <= 0.1 ? 'reproduced' : 'in part'),
    },
    {
      id: 'tweedie', claim: 'Tweedie puts the estimates on the diagonal (1.926 at a true 2).', where: 'simulation figure and text', metric: 'slope-tweedie', measure: 'slope',
      verdict: (m) => (Math.abs(m['slope-tweedie'] - 1) <= 0.1 ? 'reproduced' : 'in part'),
    },
    {
      id: 'ppi', claim: 'Prediction-powered inference is unbiased but visibly noisier.', where: 'simulation figure', metric: 'tweedie-over-ppi', measure: "mean absolute error of Tweedie over PPI's with 100 labels; PPI's own slope must lie within 0.1 of 1",
      verdict: (m) => (Math.abs(m['slope-ppi'] - 1) > 0.1 || m['tweedie-over-ppi'] >= 1 ? 'not at this scale' : m['lcc-over-ppi'] < 1 ? 'reproduced' : 'in part'),
    },
    {
      id: 'over-correction', claim: 'On real trials LCC over-corrects (slope 1.217) where naive predictions are nearly right (0.958).', where: 'figures on aid trials',
      metric: 'chosen-lcc', measure: 'LCC over true difference where groups are chosen by the image: a mechanism, not the data',
      verdict: (m) => (m['chosen-lcc'] >= 1.2 && Math.abs(m['chosen-naive'] - 1) <= 0.1 ? 'in part' : 'not at this scale'),
    },
    { id: 'tweedie-real', claim: 'On real trials Tweedie is best (slope 0.998), and PPI needs 35 % labels to match it.', where: 'figures on aid trials', verdict: 'not tested' },
    { id: 'ratledge', claim: 'A training loss against bias by quintile leaves estimates attenuated.', where: 'simulation figure', verdict: 'not tested' },
  ],
  figures,
  references: [
    { text: 'Pettersson, Jerzak, Daoud. Debiasing Machine Learning Predictions for Causal Inference Without Additional Ground Truth Data. AAAI 2026.', url: 'https://arxiv.org/abs/2508.01341' },
    { text: "Efron. Tweedie's Formula and Selection Bias. JASA 106, 2011.", url: 'https://doi.org/10.1198/jasa.2011.tm11181' },
    { text: 'Angelopoulos, Bates, Fannjiang, Jordan, Zrnic. Prediction-powered inference. Science 382, 2023.', url: 'https://arxiv.org/abs/2301.09633' },
  ],
  tolerance: 1e-6,
  data: ownData,
  run: () => import('./run.ts'),
})
