import type { Figure, MarkSpec } from '../kit/index.ts'

const SETS = ['test pairs', 'training pairs']
const SET_COLOURS = ['@method', '@baseline']
const MODULI = ['M = 13', 'M = 17', 'M = 23', 'M = 31']
const MODULUS_COLOURS = ['@method', '@second', '@third', '@fourth']

const curves: MarkSpec[] = [
  { mark: 'line', data: 'curves', options: { x: 'step', y: 'accuracy', stroke: 'set', z: 'run', strokeWidth: 1.8 } },
]

const law = (x: string): MarkSpec[] => [
  { mark: 'line', data: 'law', options: { x, y: 'accuracy', stroke: 'modulus', z: 'modulus', strokeWidth: 2 } },
  { mark: 'dot', data: 'law', options: { x, y: 'accuracy', fill: 'modulus', r: 3 } },
]

export const figures: Figure[] = [
  {
    id: 'grokking',
    title: 'First memory, then understanding',
    caption: 'Accuracy over the step, on a logarithmic axis, one line a seed. The training pairs are known within ten steps; the test pairs follow a hundred times later, all at once.',
    alt: 'Grey lines reach one at the second step; red lines stay near zero until about step 200 and then rise steeply to one.',
    plot: {
      height: 340,
      x: { label: 'step', type: 'log' },
      y: { label: 'accuracy', domain: [0, 1], grid: true },
      color: { domain: SETS, range: SET_COLOURS, legend: true },
      marks: curves,
    },
    thumbnail: { width: 248, height: 150, axis: null, margin: 8, x: { type: 'log' }, y: { domain: [0, 1] }, color: { domain: SETS, range: SET_COLOURS }, marks: curves },
  },
  {
    id: 'comparisons',
    title: 'What understanding needs',
    caption: 'Test accuracy of the first seed with the method, without weight decay (three times as many steps) and with shuffled labels.',
    alt: 'The line of the method rises to one; the lines without decay and with shuffled labels stay near zero.',
    plot: {
      height: 300,
      x: { label: 'step', type: 'log' },
      y: { label: 'test accuracy', domain: [0, 1], grid: true },
      color: { domain: ['the method', 'no weight decay', 'shuffled labels'], range: ['@method', '@control', '@baseline'], legend: true },
      marks: [{ mark: 'line', data: 'comparisons', options: { x: 'step', y: 'accuracy', stroke: 'what', z: 'what', strokeWidth: 2.2 } }],
    },
  },
  {
    id: 'frequencies',
    title: 'One node, one frequency',
    caption: 'Power of each Fourier frequency in each node after training, first seed; nodes sorted by their strongest frequency. Blocks on the diagonal are nodes that share a frequency.',
    alt: 'Heat map of nodes by frequency: each column is dark at one or two frequencies, together forming a staircase over all frequencies.',
    plot: {
      height: 340,
      x: { label: 'node', ticks: [] },
      y: { label: 'frequency' },
      opacity: { range: [0, 1] },
      marks: [{ mark: 'cell', data: 'power', options: { x: 'node', y: 'frequency', fill: '@method', fillOpacity: 'power', inset: 0 } }],
    },
  },
  {
    id: 'climb',
    title: 'Peaks of the energy, with fewer and fewer pairs',
    caption: 'Share of a node’s power in its strongest frequency after climbing the energy, 64 nodes for each training fraction. On all pairs every peak is a pure frequency; below half of them the peaks memorise.',
    alt: 'Dots: at fraction one all shares are one; they fall between 0.8 and 0.5 and lie near 0.15 below.',
    plot: {
      height: 320,
      x: { label: 'fraction of the pairs', domain: [0.35, 1.05], type: 'linear' },
      y: { label: 'share of the strongest frequency', domain: [0, 1], grid: true },
      marks: [
        { mark: 'dot', data: 'shares', options: { x: 'fraction', y: 'share', fill: '@method', fillOpacity: 0.25, r: 3 } },
        { mark: 'line', data: 'mean-shares', options: { x: 'fraction', y: 'share', stroke: '@ink', strokeWidth: 1.5 } },
      ],
    },
  },
  {
    id: 'gradient',
    title: 'The gradient that reaches the features',
    caption: 'Its size, and how far it points where the lazy stage points, over the step; first seed.',
    alt: 'Two lines over the step on a logarithmic axis.',
    plot: {
      height: 300,
      x: { label: 'step', type: 'log' },
      y: { label: 'value', grid: true },
      color: { domain: ['size, relative to the start', 'cosine with the lazy direction'], range: ['@method', '@third'], legend: true },
      marks: [{ mark: 'line', data: 'gradient', options: { x: 'step', y: 'value', stroke: 'what', z: 'what', strokeWidth: 2 } }],
    },
  },
  {
    id: 'law-units',
    title: 'How many pairs are needed: in units of ln(M)/M',
    caption: 'Test accuracy after 800 steps, means of two seeds. In these units the curves of all moduli fall together: the sample law. Drawn by full runs.',
    alt: 'Four lines rise from zero to one at nearly the same place, between 2.25 and 2.75.',
    plot: {
      height: 300,
      x: { label: 'training fraction · M / ln M' },
      y: { label: 'test accuracy', domain: [0, 1], grid: true },
      color: { domain: MODULI, range: MODULUS_COLOURS, legend: true },
      marks: law('units'),
    },
  },
  {
    id: 'law-fraction',
    title: 'The same, over the plain fraction',
    caption: 'Over the fraction itself the curves lie apart: larger moduli need a smaller share. Drawn by full runs.',
    alt: 'Four lines rise from zero to one at different places, from 0.28 to 0.5.',
    plot: {
      height: 300,
      x: { label: 'training fraction' },
      y: { label: 'test accuracy', domain: [0, 1], grid: true },
      color: { domain: MODULI, range: MODULUS_COLOURS, legend: true },
      marks: law('fraction'),
    },
  },
  {
    id: 'eta',
    title: 'A smaller ridge delays understanding',
    caption: 'Step at which test accuracy reaches 90 %, means of five seeds, over η. Drawn by full runs.',
    alt: 'A line falling from about 530 steps at 0.001 to about 160 at 1.',
    plot: {
      height: 280,
      x: { label: 'η', type: 'log' },
      y: { label: 'step', grid: true, zero: true },
      marks: [
        { mark: 'line', data: 'etas', options: { x: 'eta', y: 'step', stroke: '@method', strokeWidth: 2.4 } },
        { mark: 'dot', data: 'etas', options: { x: 'eta', y: 'step', fill: '@method', r: 4 } },
      ],
    },
  },
]
