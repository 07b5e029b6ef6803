/** The theory's curves by hand: when to stop, for how many samples, how much noise and how large a start. */
import { z } from 'zod'
import { defineExplorer } from '../kit/index.ts'

const knobs = z.object({
  stop: z.number().min(0.1).max(3000).default(300).meta({ title: 'Stop training at', unit: 'time', scale: 'log', help: 'In units of one over an eigenvalue of the inputs.' }),
  alpha: z.number().min(0.25).max(4).default(1).meta({ title: 'Samples per input', step: 0.05, help: '1 is the worst case: as many parameters as samples.' }),
  snr: z.number().min(0.5).max(1000).default(5).meta({ title: 'Signal to noise', scale: 'log', help: 'Variance of the signal over that of the label noise.' }),
  inr: z.number().min(0).max(4).default(0).meta({ title: 'Initial weights', step: 0.1, help: 'Variance of the initial weights over the teacher’s.' }),
})
export type Knobs = z.output<typeof knobs>

const ERRORS = { domain: ['test error', 'train error'], range: ['@method', '@baseline'] }

export const stopByHand = defineExplorer({
  id: 'stop',
  title: 'Stop the training yourself',
  invitation: 'Move the moment to stop, then the number of samples: only near one sample per input does training too long cost much. These are the paper’s curves for a linear student, without an experiment.',
  knobs,
  needs: [],
  figures: [
    {
      id: 'theory-over-time',
      title: 'Test and train error in time',
      caption: 'Dashed: where training stops. Dot: the best moment. The test error includes the noise of new labels.',
      alt: 'Two curves over logarithmic time; train error falls, test error falls and may rise again.',
      plot: {
        width: 440,
        height: 320,
        x: { type: 'log', label: 'time', tickFormat: '~g', ticks: 5 },
        y: { label: 'mean squared error', grid: true, zero: true },
        color: { ...ERRORS, legend: true },
        marks: [
          { mark: 'line', data: 'in time', options: { x: 'time', y: 'train', stroke: '@baseline', strokeWidth: 2 } },
          { mark: 'line', data: 'in time', options: { x: 'time', y: 'test', stroke: '@method', strokeWidth: 2 } },
          { mark: 'ruleX', data: 'stops', where: { what: 'yours' }, options: { x: 'time', stroke: '@ink', strokeDasharray: '4 3' } },
          { mark: 'dot', data: 'stops', where: { what: 'best' }, options: { x: 'time', y: 'test', fill: '@method', r: 5 } },
        ],
      },
    },
    {
      id: 'theory-over-samples',
      title: 'Test error over the number of samples',
      caption: 'Stopped where you stop, and at the best moment. Dot: your number of samples.',
      alt: 'Test error over samples per input: stopped late it peaks at one sample per input, stopped at the best moment it falls steadily.',
      plot: {
        width: 440,
        height: 280,
        x: { type: 'log', label: 'samples per input', ticks: [0.25, 0.5, 1, 2, 4], tickFormat: '~g' },
        y: { label: 'test error', grid: true, zero: true },
        color: { domain: ['where you stop', 'at the best moment'], range: ['@method', '@baseline'], legend: true },
        marks: [
          { mark: 'line', data: 'over samples', options: { x: 'alpha', y: 'best', stroke: '@baseline', strokeWidth: 2 } },
          { mark: 'line', data: 'over samples', options: { x: 'alpha', y: 'yours', stroke: '@method', strokeWidth: 2 } },
          { mark: 'dot', data: 'stops', where: { what: 'yours' }, options: { x: 'alpha', y: 'test', fill: '@method', r: 5 } },
        ],
      },
    },
  ],
  load: () => import('./explore.ts'),
})
