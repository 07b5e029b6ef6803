/** The features of the first seed while it trains, a moment at a time. */
import { z } from 'zod'
import { defineExplorer } from '../kit/index.ts'

/** Moments of a training whose features a run keeps. */
export const MOMENTS = 40

/** What a whole is when shares are packed into bytes. */
export const WHOLE = 255

const knobs = z.object({
  moment: z.int().min(1).max(MOMENTS).default(24).meta({ title: 'Moment of the training', help: `1 is the start, ${MOMENTS} the end. The first ten steps are there one by one, the rest at equal distances.` }),
})
export type Knobs = z.output<typeof knobs>

const SETS = { domain: ['test pairs', 'training pairs'], range: ['@method', '@baseline'] }

export const featuresInTime = defineExplorer({
  id: 'features',
  title: 'Watch the features form',
  invitation: 'Move through the training of the first seed. For a long time nothing is to be seen but noise, though every training pair is known; then nodes settle on one frequency each, and the test pairs follow.',
  knobs,
  needs: ['features in time'],
  figures: [
    {
      id: 'features-now',
      title: 'Frequencies in each node',
      caption: 'Share of a node’s power in each Fourier frequency at this moment; nodes in the order of the frequency they end with.',
      alt: 'Heat map of nodes by frequency: noise early in the training, a staircase of single frequencies late.',
      plot: {
        width: 440,
        height: 300,
        x: { label: 'node', ticks: [] },
        y: { label: 'frequency' },
        opacity: { domain: [0, 1], range: [0, 1] },
        marks: [{ mark: 'cell', data: 'power', options: { x: 'node', y: 'frequency', fill: '@method', fillOpacity: 'power', inset: 0 } }],
      },
    },
    {
      id: 'accuracy-now',
      title: 'What is known by then',
      caption: 'Accuracy of this seed; the line stands at this moment.',
      alt: 'Training accuracy is one from the first steps; test accuracy rises late. A dashed line marks the moment.',
      plot: {
        width: 440,
        height: 240,
        x: { label: 'step' },
        y: { label: 'accuracy', domain: [0, 1], grid: true },
        color: { ...SETS, legend: true },
        marks: [
          { mark: 'line', data: 'accuracy', options: { x: 'step', y: 'accuracy', stroke: 'set', z: 'set', strokeWidth: 2 } },
          { mark: 'ruleX', data: 'now', options: { x: 'step', stroke: '@ink', strokeDasharray: '4 3' } },
        ],
      },
    },
  ],
  load: () => import('./explore.ts'),
})
