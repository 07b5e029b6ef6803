/** One recording at a time: what the sound says, what the context says, and what the gate makes of both. */
import { z } from 'zod'
import { defineExplorer } from '../kit/index.ts'
import type { MarkSpec } from '../kit/index.ts'

/** Of each kind of recording: place surveyed badly or well, sound clear or noisy. */
export const SAMPLES_OF_A_KIND = 4
const SAMPLES = 4 * SAMPLES_OF_A_KIND

export const EVIDENCE = ['sound', 'context', 'fused'] as const

const knobs = z.object({
  sample: z.int().min(1).max(SAMPLES).default(SAMPLES).meta({
    title: 'Recording',
    help: `1 to ${SAMPLES_OF_A_KIND}: wrong context, clear sound; to ${2 * SAMPLES_OF_A_KIND}: wrong, noisy; to ${3 * SAMPLES_OF_A_KIND}: right, clear; to ${SAMPLES}: right, noisy.`,
  }),
  push: z.number().min(-2).max(2).default(0).meta({ title: 'Push the weight', step: 0.05, help: 'Added to what the gate chose; the result stays between 0 and the largest weight.' }),
})
export type Knobs = z.output<typeof knobs>

const SPECIES_COLOURS = { domain: ['the species that called', 'others'], range: ['@method', '@baseline'] }

const answers: MarkSpec = {
  mark: 'text', data: 'evidence', where: { chosen: true }, options: { x: 'species', y: 'probability', fy: 'evidence', text: 'label', dy: -8, fill: '@ink' },
}

export const oneRecording = defineExplorer({
  id: 'one-recording',
  title: 'One recording at a time',
  invitation: 'Pick a recording and push the weight of its context up and down. Where the context is wrong, any weight hurts; where the sound is poor and the context right, more of it helps.',
  knobs,
  needs: ['recordings', 'evidence of recordings', 'fusion'],
  figures: [
    {
      id: 'evidence',
      title: 'What sound and context say',
      caption: 'Probability of each of the 30 species. The context’s is raised to its weight, so that a weight of 0 is flat: no opinion. The label is the species each would answer.',
      alt: 'Three rows of bars, one for each species: sound alone, context at its weight, and both fused.',
      plot: {
        width: 440,
        height: 380,
        marginRight: 62,
        x: { label: 'species', ticks: [1, 5, 10, 15, 20, 25, 30] },
        y: { label: 'probability', domain: [0, 1.12], ticks: [0, 0.5, 1], grid: true },
        fy: { label: null, domain: [...EVIDENCE] },
        color: { ...SPECIES_COLOURS, legend: true },
        marks: [
          { mark: 'rectY', data: 'evidence', options: { x1: 'left', x2: 'right', y: 'probability', fy: 'evidence', fill: 'is' } },
          answers,
          { mark: 'ruleY', data: [0], options: { stroke: '@soft' } },
        ],
      },
    },
    {
      id: 'every-weight',
      title: 'What each weight would do',
      caption: 'Probability of the species that called, over all weights the context could have. Dot: the weight in force; dashed: what the gate chose.',
      alt: 'A curve over the weight from nothing to the largest, with a dot at the weight in force.',
      plot: {
        width: 440,
        height: 240,
        x: { label: 'weight of the context' },
        y: { label: 'probability of the species that called', domain: [0, 1], grid: true },
        marks: [
          { mark: 'line', data: 'series:every weight', options: { x: 'x', y: 'y', stroke: '@method', strokeWidth: 2 } },
          { mark: 'ruleX', data: 'marks', where: { what: 'gate' }, options: { x: 'weight', stroke: '@soft', strokeDasharray: '4 3' } },
          { mark: 'dot', data: 'marks', where: { what: 'in force' }, options: { x: 'weight', y: 'probability', fill: '@method', r: 5 } },
        ],
      },
    },
  ],
  load: () => import('./explore.ts'),
})
