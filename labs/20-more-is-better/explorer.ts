/** The closed form by hand: what ridge, features and noise do to the test error, at once. */
import { z } from 'zod'
import { defineExplorer } from '../kit/index.ts'

const knobs = z.object({
  ridge: z.number().min(1e-4).max(1e3).default(0.01).meta({ title: 'Ridge', scale: 'log', help: 'Added to the kernel’s diagonal, not divided by the number of samples.' }),
  noise: z.number().min(0).max(5).default(0.5).meta({ title: 'Label noise', unit: 'variance', step: 0.05, help: 'Variance of the noise on the labels.' }),
  alpha: z.number().min(1.1).max(3).default(1.5).meta({ title: 'Eigenvalue exponent α', step: 0.05, help: 'Kernel eigenvalue i is i^−α.' }),
  beta: z.number().min(1.1).max(3).default(1.5).meta({ title: 'Target exponent β', step: 0.05, help: 'Squared target coefficient i is i^−β.' }),
  n: z.int().min(16).max(256).default(128).meta({ title: 'Samples', step: 8, help: 'Training samples.' }),
})
export type Knobs = z.output<typeof knobs>

const RIDGES = { domain: ['best ridge', 'your ridge'], range: ['@method', '@baseline'] }

export const theoryByHand = defineExplorer({
  id: 'theory',
  title: 'Turn the ridge yourself',
  invitation: 'Make the ridge small and a peak appears where features equal samples. Add noise, and watch how closely the best ridge still fits the training set. These are the paper’s formulas alone, without an experiment.',
  knobs,
  needs: [],
  figures: [
    {
      id: 'theory-over-features',
      title: 'Predicted test error over the number of features',
      caption: 'At your ridge, and at the best ridge for each number of features. The dashed line marks as many features as samples.',
      alt: 'Two curves over the number of features: the one at the best ridge never rises.',
      plot: {
        width: 440,
        height: 330,
        x: { type: 'log', label: 'features for each sample', tickFormat: '~g', ticks: 6 },
        y: { type: 'log', label: 'test error', grid: true, ticks: 5, tickFormat: '~g' },
        color: { ...RIDGES, legend: true },
        marks: [
          { mark: 'ruleX', data: [1], options: { stroke: '@soft', strokeDasharray: '4 3' } },
          { mark: 'line', data: 'over features', options: { x: 'features', y: 'yours', stroke: '@baseline', strokeWidth: 2 } },
          { mark: 'line', data: 'over features', options: { x: 'features', y: 'best', stroke: '@method', strokeWidth: 2 } },
        ],
      },
    },
    {
      id: 'train-and-test',
      title: 'How closely to fit, with infinitely many features',
      caption: 'Each point of the curve is a ridge. Left, the training set is fitted exactly. Red dot: the best ridge; grey: yours.',
      alt: 'Test error against train error along all ridges, with the least test error and your ridge marked.',
      plot: {
        width: 440,
        height: 300,
        x: { label: 'train error', zero: true },
        y: { label: 'test error', grid: true },
        color: { ...RIDGES, legend: true },
        marks: [
          { mark: 'line', data: 'over ridges', options: { x: 'train', y: 'test', stroke: '@ink', strokeWidth: 1.5 } },
          { mark: 'dot', data: 'dots', options: { x: 'train', y: 'test', fill: 'ridge', r: 6 } },
        ],
      },
    },
  ],
  load: () => import('./explore.ts'),
})
