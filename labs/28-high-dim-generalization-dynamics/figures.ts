import type { Figure, MarkSpec } from '../kit/index.ts'

const SIZES = ['0.5 samples an input', '1 samples an input', '2 samples an input']
const SIZE_COLOURS = ['@third', '@method', '@second']
const WHEN = { domain: ['trained to the end', 'best moment', 'on training labels'], range: ['@method', '@baseline', '@third'] }

const testCurves: MarkSpec[] = [
  { mark: 'line', data: 'series:test theory/*', options: { x: 'x', y: 'y', z: 'series', stroke: '@ink', strokeDasharray: '4,3' } },
  { mark: 'line', data: 'series:test/*', options: { x: 'x', y: 'y', stroke: 'series', strokeWidth: 2.5 } },
]

const spectrumPanel = (alpha: number): MarkSpec[] => [
  {
    mark: 'rectY', data: `eigenvalues ${alpha}`, transform: { name: 'binX', outputs: { y: 'proportion' } },
    options: { x: 'lambda', fx: 'alpha', fill: '@baseline', thresholds: [...Array(30).keys()].map((i) => i * 0.2) },
  },
  // Bins of 0.2: a density times the bin's width is the share in it.
  { mark: 'line', data: `law ${alpha}`, options: { x: 'lambda', y: 'share', fx: 'alpha', stroke: '@method', strokeWidth: 2 } },
]

export const figures: Figure[] = [
  {
    id: 'overtraining',
    title: 'The cost of training too long',
    caption: 'Test error at t = 3000 over its least value, by samples per input: dots from students, line from the theory. The peak stands where parameters are as many as samples; more parameters, or fewer, and it is gone.',
    alt: 'A sharp peak of about 13 at one sample per input, falling to nearly 1 at a quarter and at four samples per input; dots lie on the line.',
    plot: {
      height: 360,
      x: { type: 'log', label: 'samples per input', ticks: [0.25, 0.5, 1, 2, 4], tickFormat: '~g' },
      y: { type: 'log', label: 'final over least test error', grid: true },
      marks: [
        { mark: 'ruleY', data: [1], options: { stroke: '@rule' } },
        { mark: 'line', data: 'overtraining', options: { x: 'alpha', y: 'theory', stroke: '@ink', strokeDasharray: '4,3' } },
        { mark: 'dot', data: 'overtraining', options: { x: 'alpha', y: 'overtraining', fill: '@method', r: 5 } },
      ],
    },
    thumbnail: {
      width: 248, height: 150, axis: null, margin: 10, x: { type: 'log' }, y: { type: 'log' },
      marks: [
        { mark: 'line', data: 'overtraining', options: { x: 'alpha', y: 'theory', stroke: '@baseline' } },
        { mark: 'dot', data: 'overtraining', options: { x: 'alpha', y: 'overtraining', fill: '@method', r: 4 } },
      ],
    },
  },
  {
    id: 'curves',
    title: 'Test error while the linear student learns',
    caption: 'Means over data sets (solid) on the theory (dashed). All three improve at first; with one sample per input the error then climbs as the smallest eigenvalues fit noise.',
    alt: 'Three curves over logarithmic time, each with its dashed theory: all fall until about t = 2; the one with one sample per input then rises far above its start.',
    plot: {
      height: 380,
      x: { type: 'log', label: 'time', tickFormat: '~g' },
      y: { type: 'log', label: 'test error', grid: true, tickFormat: '~g' },
      color: { domain: SIZES, range: SIZE_COLOURS, legend: true },
      marks: testCurves,
    },
  },
  {
    id: 'train-curves',
    title: 'Train error on the way',
    caption: 'The training error says nothing about it: it only falls, to zero where there are no more samples than inputs.',
    alt: 'Three falling curves over time, each on its dashed theory.',
    plot: {
      height: 300,
      x: { type: 'log', label: 'time', tickFormat: '~g' },
      y: { label: 'train error', grid: true },
      color: { domain: SIZES, range: SIZE_COLOURS, legend: true },
      marks: [
        { mark: 'line', data: 'series:train theory/*', options: { x: 'x', y: 'y', z: 'series', stroke: '@ink', strokeDasharray: '4,3' } },
        { mark: 'line', data: 'series:train/*', options: { x: 'x', y: 'y', stroke: 'series', strokeWidth: 2.5 } },
      ],
    },
  },
  {
    id: 'spectrum',
    title: 'Why: the spectrum of the inputs',
    caption: 'Eigenvalues of XᵀX of one data set (bars, share per 0.2) and the Marchenko–Pastur density times 0.2 (line). With one sample per input the law reaches down to zero: directions that are learned slowly and amplify noise. Left, half of all eigenvalues are exactly zero: frozen.',
    alt: 'Three histograms with a line each; the left one has a spike of one half at zero and a gap, the middle one has no gap, the right one has a gap and no spike.',
    plot: {
      height: 300,
      width: 720,
      x: { label: 'eigenvalue' },
      y: { label: 'share of eigenvalues', labelAnchor: 'center', domain: [0, 0.55], clamp: true },
      fx: { label: null, domain: SIZES },
      marks: [...spectrumPanel(0.5), ...spectrumPanel(1), ...spectrumPanel(2), { mark: 'frame', options: { stroke: '@rule' } }],
    },
  },
  {
    id: 'student-widths',
    title: 'ReLU networks, both layers trained',
    caption: 'Final and least test error by hidden units (100 samples, 20 inputs). The worst is at 5 units, where parameters equal samples; the widest fits the noisy labels exactly and is best.',
    alt: 'The final error peaks at 5 hidden units and falls for wider networks towards the least error; the training error reaches zero from 20 units on.',
    plot: {
      height: 340,
      x: { type: 'log', label: 'hidden units', tickFormat: '~g' },
      y: { label: 'mean squared error', grid: true, zero: true },
      color: { ...WHEN, legend: true },
      marks: [
        { mark: 'line', data: 'student widths', options: { x: 'hidden', y: 'error', stroke: 'when', z: 'when', strokeWidth: 2 } },
        { mark: 'dot', data: 'student widths', options: { x: 'hidden', y: 'error', fill: 'when', symbol: 'when', r: 4 } },
      ],
    },
  },
  {
    id: 'output-widths',
    title: 'ReLU networks, output layer trained',
    caption: 'The counterpart of the paper’s figure 7, with 100 samples in place of 300: the final error peaks at as many hidden units as samples and falls from there on. Drawn by full runs.',
    alt: 'Final error over hidden units with a high peak at 100 units; the best moment falls steadily.',
    plot: {
      height: 340,
      x: { type: 'log', label: 'hidden units', tickFormat: '~g' },
      y: { type: 'log', label: 'test error', grid: true, tickFormat: '~g' },
      color: { domain: WHEN.domain.slice(0, 2), range: WHEN.range.slice(0, 2), legend: true },
      marks: [
        { mark: 'line', data: 'output widths', options: { x: 'hidden', y: 'error', stroke: 'when', z: 'when', strokeWidth: 2 } },
        { mark: 'dot', data: 'output widths', options: { x: 'hidden', y: 'error', fill: 'when', symbol: 'when', r: 4 } },
      ],
    },
  },
]
