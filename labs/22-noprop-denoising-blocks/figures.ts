import type { Figure, MarkSpec } from '../kit/index.ts'

const CURVES = ['in the chain', 'given the label', 'independent, given the label']
const CURVE_COLOURS = ['@method', '@second', '@baseline']
const FAMILIES = ['NoProp', 'back-propagation', 'changed']
const FAMILY_COLOURS = ['@method', '@baseline', '@control']

const lines: MarkSpec[] = [
  { mark: 'line', data: 'blocks', options: { x: 'block', y: 'accuracy', stroke: 'what', z: 'what', strokeWidth: 2.4 } },
  { mark: 'dot', data: 'blocks', options: { x: 'block', y: 'accuracy', fill: 'what', r: 3 } },
]

export const figures: Figure[] = [
  {
    id: 'blocks',
    title: 'What each block knows',
    caption: 'Accuracy of every block’s guess, first seed: fed by the block before it, and fed the true label under its noise. The curves part where there is enough label left in the noise to read; independent classifiers never read it.',
    alt: 'Lines over ten blocks: given the label, accuracy rises from about 93 to nearly 100 per cent; in the chain it stays near 93; independent classifiers stay flat.',
    plot: {
      height: 360,
      x: { label: 'block', ticks: 10 },
      y: { label: 'test accuracy', domain: [0.85, 1], clamp: true, grid: true },
      color: { domain: CURVES, range: CURVE_COLOURS, legend: true },
      marks: lines,
    },
    thumbnail: { width: 248, height: 150, axis: null, margin: 8, y: { domain: [0.85, 1], clamp: true }, color: { domain: CURVES, range: CURVE_COLOURS }, marks: lines },
  },
  {
    id: 'methods',
    title: 'Against back-propagation',
    caption: 'Test accuracy, means over the seeds. NoProp beats the same noisy chain trained end to end, and not a plain network of its size.',
    alt: 'Bars of test accuracy between 0.7 and 1: the plain network of the same size leads, NoProp variants are near 0.93, the noisy and end-to-end chains near 0.9, the last block repeated lowest.',
    plot: {
      height: 380,
      marginLeft: 190,
      marginRight: 60,
      x: { label: 'test accuracy', domain: [0, 1], grid: true },
      y: { label: null },
      color: { domain: FAMILIES, range: FAMILY_COLOURS, legend: true },
      marks: [
        { mark: 'barX', data: 'methods', options: { x: 'accuracy', y: 'method', fill: 'family', sort: { y: '-x' } } },
        { mark: 'text', data: 'methods', options: { x: 'accuracy', y: 'method', text: 'accuracy', textAnchor: 'start', dx: 5 } },
      ],
    },
  },
  {
    id: 'digit',
    title: 'One digit along the chain',
    caption: 'The guess of every block for the first test digit, from noise at the left to the last block at the right. Darker is more probable.',
    alt: 'Heat map of ten digits by block: one row is dark from left to right.',
    plot: {
      height: 320,
      x: { label: 'block' },
      y: { label: 'digit' },
      opacity: { range: [0, 1] },
      marks: [{ mark: 'cell', data: 'digit', options: { x: 'block', y: 'digit', fill: '@method', fillOpacity: 'probability' } }],
    },
  },
]
