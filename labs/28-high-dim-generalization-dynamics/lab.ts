import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import type { CheckDeclaration, Mode } from '../kit/index.ts'
import { stopByHand } from './explorer.ts'
import { figures } from './figures.ts'

const params = z.object({
  n: z.int().min(20).max(160).default(100).meta({ title: 'Inputs', help: 'Inputs N of the linear student; the theory is for N → ∞.', step: 10 }),
  snr: z.number().min(0.5).max(1e12).default(5).meta({ title: 'Signal to noise', help: 'Variance of the signal over that of the label noise. At 10¹² there is no noise, and no overtraining.', scale: 'log' }),
  inr: z.number().min(0).max(4).default(4).meta({ title: 'Large initial weights', help: 'Variance of the initial weights over the teacher\'s, for the comparison with a start from zero.', step: 0.1 }),
  replicates: z.int().min(1).max(40).default(20).meta({ title: 'Linear students', help: 'Curves are means over this many data sets.' }),
  students: z.int().min(1).max(10).default(2).meta({ title: 'ReLU students', help: 'Data sets for the networks of which both layers are trained.' }),
  samples: z.int().min(20).max(200).default(100).meta({ title: 'Samples of the ReLU students', unit: 'samples', help: 'Training examples P; the peak of overtraining lies where parameters are as many.', step: 10 }),
  initScale: z.number().min(0.05).max(3).default(0.1).meta({ title: 'Initial scale', help: 'Standard deviation of the hidden weights at the start. Small is what lets wide networks generalise.', scale: 'log' }),
  widths: z.boolean().default(false).meta({ title: 'All widths', help: 'Also train only the output layer at ten widths, and both layers at seven widths and two initial scales.' }),
})
export type Params = z.output<typeof params>

/** Samples per input of the linear students. */
export const ALPHAS = [0.25, 0.5, 0.8, 1, 1.25, 2, 4]

const FULL: readonly Mode[] = ['full', 'headline']

const checks: CheckDeclaration[] = [
  {
    id: 'theory', claim: 'Mean test curves lie within 6 % of the theory for t ≤ 30, at every number of samples per input from 0.5 to 4', metric: 'curve-error-worst', op: '<=', bound: 0.06,
    boundFrom: 'Prototype: .008–.029; .034 at most over 6 blocks of 10 data sets.',
  },
  {
    id: 'overtraining-at-one', claim: 'With as many samples as inputs, training to t = 3000 ends at least 5 times above the best test error', metric: 'overtraining-1', op: '>=', bound: 5,
    boundFrom: 'Theory 13; 10–19 over 6 blocks of 10 data sets.',
  },
  {
    id: 'little-at-half', claim: 'With half as many samples, overtraining costs at most 30 %', metric: 'overtraining-0.5', op: '<=', bound: 1.3,
    boundFrom: 'Theory 1.09; 1.07–1.10 measured.',
  },
  {
    id: 'little-at-two', claim: 'With twice as many samples, overtraining costs at most 30 %', metric: 'overtraining-2', op: '<=', bound: 1.3,
    boundFrom: 'Theory 1.13; 1.08–1.17 measured.',
  },
  {
    id: 'none-at-four', claim: 'With four times as many samples, overtraining costs at most 5 %', metric: 'overtraining-4', op: '<=', bound: 1.05,
    boundFrom: 'Theory 1.01; 1.01 measured.',
  },
  {
    id: 'frozen', claim: 'Plain gradient descent does not move weights in the directions that no sample constrains', metric: 'null-motion', op: '<', bound: 1e-10,
    boundFrom: 'Exact but for rounding; 1.4e-15 measured.',
  },
  {
    id: 'frozen-dimension', claim: 'There are exactly N − P such directions with fewer samples than inputs, none with more', metric: 'frozen-dimension-off', op: '<=', bound: 0,
    boundFrom: 'Rank of a Gaussian matrix.',
  },
  {
    id: 'init-matters-below', claim: 'With half as many samples as inputs, large initial weights add at least 1.5 to the error for good', metric: 'init-cost-0.5', op: '>=', bound: 1.5,
    boundFrom: 'Theory 2.0; 1.62–2.45 over 20 blocks of 10 data sets.',
  },
  {
    id: 'init-matters-as-predicted', claim: '… and at most 2.5', metric: 'init-cost-0.5', op: '<=', bound: 2.5,
    boundFrom: 'Theory 2.0; 1.62–2.45 over 20 blocks of 10 data sets.',
  },
  {
    id: 'init-forgotten-above', claim: 'With twice as many samples they cost less than 0.01', metric: 'init-cost-2', op: '<', bound: 0.01,
    boundFrom: 'Theory 0 after t = 200.',
  },
  {
    id: 'early-stopping', claim: 'The best stopping time is within 3 % of the best ridge penalty, at every number of samples per input', metric: 'stopping-over-ridge', op: '<=', bound: 1.03,
    boundFrom: 'Theory: 1.018 at most.',
  },
  {
    id: 'ridge-is-best', claim: '… and nowhere below it', metric: 'stopping-over-ridge-least', op: '>=', bound: 1,
    boundFrom: 'Theorem: with Gaussian teacher and noise the best ridge is the posterior mean, below which no estimate can be.',
  },
  {
    id: 'wide-learns', claim: 'A ReLU network of 100 units, both layers trained to the end, errs less than the mean of the labels would', metric: 'final-error-100', op: '<', bound: 1.2,
    boundFrom: 'The variance of the labels, 1 + 1/SNR at SNR 5. Prototype: .54 ± .07 a data set; means of two .51–1.00 over 20 seeds here.',
  },
  {
    id: 'wide-beats-narrow', claim: '… and at most 0.7 times as much as one of 5 units', metric: 'wide-over-narrow', op: '<=', bound: 0.7,
    boundFrom: 'Prototype, means of 3 data sets: .32–.53.',
  },
  {
    id: 'wide-interpolates', claim: '… although it fits the noisy labels exactly', metric: 'wide-train-error', op: '<', bound: 0.001,
    boundFrom: 'Prototype: 0 from 20 units up.',
  },
  {
    id: 'peak-over-minimum', claim: 'With the output layer alone trained, as many hidden units as samples end at least 5 times above their own best', metric: 'width-peak-over-minimum', op: '>=', bound: 5, modes: FULL,
    boundFrom: 'Prototype: 12.8 against .65; a second one 10.8 and 9.9.',
  },
  {
    id: 'peak-over-wide', claim: '… and at least 5 times above 8 times as many units', metric: 'width-peak-over-wide', op: '>=', bound: 5, modes: FULL,
    boundFrom: 'Prototype: 12.8 against .68.',
  },
  {
    id: 'wider-is-better', claim: 'Beyond the peak every step to a wider network (1.5, 2, 4, 16 times the samples) lowers the final error', metric: 'widest-step-up', op: '<', bound: 0, modes: FULL,
    boundFrom: 'Prototype: 1.59, 1.07, .78, .64.',
  },
  {
    id: 'small-start-matters', claim: 'Started from weights 30 times as large, the network of 100 units ends at least 2.5 times worse', metric: 'large-start-over-small', op: '>=', bound: 2.5, modes: FULL,
    boundFrom: 'Prototype, means of 3 data sets: 3.3–5.2.',
  },
]

export default defineLab({
  number: 28,
  slug: '28-high-dim-generalization-dynamics',
  paper: '1710.03667',
  title: 'High-dimensional dynamics of generalization error in neural networks',
  question: 'Why does a network with more parameters than examples not overfit, when one with exactly as many does?',
  summary: 'Trains linear students and ReLU networks far beyond the best stopping point and compares test error with the theory of the Marchenko–Pastur spectrum.',
  params,
  presets: {
    quick: { params: {}, about: '20 linear students at seven sample sizes; two ReLU students at three widths.', seconds: 8 },
    full: { params: { students: 3, widths: true }, about: 'The same, then ten widths with the output layer trained and seven with both.', seconds: 75 },
    headline: { params: { students: 3, replicates: 40, widths: true }, about: "The full run with 40 linear students a point. The paper's network figure has 300 samples and 50 repetitions.", seconds: 90 },
  },
  checks,
  controls: [
    {
      id: 'no-noise', label: 'Take the noise away', about: 'Overtraining fits noise. Without any, the test error only falls, whatever the number of samples.',
      params: { snr: 1e12 }, breaks: ['overtraining-at-one'],
    },
    {
      id: 'weight-decay', label: 'Let the weights decay', about: 'Decay pulls on every direction, also on those no sample constrains, so they are no longer frozen.',
      breaks: ['frozen'],
    },
    {
      id: 'large-start', label: 'Start the wide network from large weights', about: 'The initial weights of the wide network are 30 times as large; they stay where no sample pulls and spoil every prediction.',
      breaks: ['wide-beats-narrow'],
    },
  ],
  claims: [
    {
      id: 'curves', claim: 'In the high-dimensional limit the course of train and test error follows from the spectrum of the inputs.', where: 'sections 2–3, figures 1–3',
      metric: 'curve-error-worst', measure: 'mean relative distance of curves for t ≤ 30, worst of six sample sizes',
      verdict: (m) => (m['curve-error-worst'] <= 0.06 ? 'reproduced' : 'in part'),
    },
    {
      id: 'peak', claim: 'Overtraining is worst when parameters are as many as samples, and wanes on both sides.', where: 'abstract; section 3',
      metric: 'overtraining-1', measure: 'test error at t = 3000 over its minimum, as many samples as inputs',
      verdict: (m) => (m['overtraining-1'] >= 5 && m['overtraining-0.5'] <= 1.3 && m['overtraining-2'] <= 1.3 ? 'reproduced' : 'in part'),
    },
    {
      id: 'stopping-as-ridge', claim: 'Early stopping at the best time is nearly as good as the best L2 penalty.', where: 'section 3',
      metric: 'stopping-over-ridge', measure: 'least test error over that of the best ridge, worst of seven sample sizes',
      verdict: (m) => (m['stopping-over-ridge'] <= 1.03 ? 'reproduced' : 'in part'),
    },
    {
      id: 'frozen-subspace', claim: 'With fewer samples than parameters a frozen subspace keeps its initial weights, so small ones are needed.', where: 'section 3',
      metric: 'init-cost-0.5', measure: 'test error from large initial weights minus that from zero; 2 in theory',
      verdict: (m) => (m['null-motion'] < 1e-10 && m['init-cost-0.5'] >= 1.5 && m['init-cost-2'] < 0.01 ? 'reproduced' : 'in part'),
    },
    {
      id: 'output-layer-peak', claim: 'A nonlinear network with a trained output layer overtrains most where free parameters equal samples.', where: 'section 4, figure 7',
      metric: 'width-peak-at', measure: 'hidden units (of ten widths) with the largest final error; 100 samples here, 300 in the paper',
      verdict: (m) => (m['width-peak-at'] === 100 && m['width-peak-over-minimum'] >= 5 ? 'reproduced' : 'in part'),
    },
    {
      id: 'spectrum-gap', claim: "The gap in the hidden layer's spectrum closes where hidden units equal samples and opens again beyond.", where: 'section 4, figure on the hidden spectrum',
      metric: 'gap-at-peak-share', measure: 'smallest non-zero eigenvalue at as many units as samples over that at twice as many',
      verdict: (m) => (m['gap-at-peak-share'] <= 0.1 ? 'reproduced' : 'in part'),
    },
    {
      id: 'wide-networks', claim: 'Very large networks trained from small weights do not overfit, even without early stopping.', where: 'abstract; section 4',
      metric: 'wide-over-narrow', measure: 'final test error of 100 units over that of 5',
      verdict: (m) => (m['wide-over-narrow'] <= 0.7 && m['wide-train-error'] < 0.001 ? 'reproduced' : 'in part'),
    },
    { id: 'deep', claim: 'The picture carries over to deeper networks and to images (MNIST).', where: 'section 4 and discussion', verdict: 'not tested' },
  ],
  figures,
  explorers: [stopByHand],
  references: [
    { text: 'Advani, Saxe, Sompolinsky. High-dimensional dynamics of generalization error in neural networks. Neural Networks 132, 2020.', url: 'https://arxiv.org/abs/1710.03667' },
    { text: 'Marchenko, Pastur. Distribution of eigenvalues for some sets of random matrices. Mathematics of the USSR–Sbornik 1, 1967.', url: 'https://doi.org/10.1070/SM1967v001n04ABEH001994' },
  ],
  // Long training of the narrow networks amplifies the last bit of Math.log; everything else agrees far closer.
  tolerance: { default: 1e-6, 'wide-over-narrow': 0.05, 'final-error-5': 0.05, 'final-error-20': 0.05, 'final-error-100': 0.05, 'wide-train-error': 0.001 },
  run: () => import('./run.ts'),
})
