import type { Figure, MarkSpec } from '../kit/index.ts'

const METHODS = ['AtP', 'RelP']
const METHOD_COLOURS = ['@baseline', '@method']
const KINDS = ['residual', 'attention', 'mlp']
const KIND_COLOURS = ['@method', '@third', '@second']

const points: MarkSpec[] = [
  { mark: 'dot', data: 'scatter', options: { x: 'effect', y: 'estimate', fx: 'kind', stroke: 'method', r: 2, strokeOpacity: 0.6 } },
]

export const figures: Figure[] = [
  {
    id: 'scatter',
    title: 'Estimated against measured',
    caption: 'Each dot is one activation of one prompt: what replacing it does to the answer’s lead, measured by re-running, and as estimated. First model, 16 prompts, positions from the changed word on. On a straight line an estimate would be perfect.',
    alt: 'Three panels of dots for residual stream, attention and MLP outputs: the red estimates lie along a line, the grey ones scatter around it.',
    plot: {
      height: 340,
      x: { label: 'measured effect', grid: true },
      y: { label: 'estimate', grid: true },
      fx: { label: null, domain: KINDS },
      color: { domain: METHODS, range: METHOD_COLOURS, legend: true },
      marks: [...points, { mark: 'frame', options: { stroke: '@rule' } }],
    },
    thumbnail: { width: 248, height: 150, axis: null, margin: 8, fx: { axis: null, domain: KINDS }, color: { domain: METHODS, range: METHOD_COLOURS }, marks: points },
  },
  {
    id: 'rules',
    title: 'Which rule does it',
    caption: 'Correlation with the measured effects for every set of rules, means over the models. Holding the divisor of layer norm constant brings the gain; the identity-rule adds nothing here, and constant attention weights take it away.',
    alt: 'Grouped bars: with the LN-rule correlations are near 0.9 and above, without it between 0.65 and 0.88; adding the AH-rule lowers them.',
    plot: {
      height: 360,
      marginBottom: 60,
      x: { label: null, axis: null, domain: KINDS },
      fx: { label: null, domain: ['none (AtP)', 'identity', 'LN', 'LN + identity', 'LN + identity + AH'] },
      y: { label: 'correlation', domain: [0, 1], grid: true },
      color: { domain: KINDS, range: KIND_COLOURS, legend: true },
      marks: [
        { mark: 'barY', data: 'ablation', options: { x: 'kind', y: 'correlation', fx: 'rules', fill: 'kind' } },
        { mark: 'ruleY', data: [0], options: { stroke: '@ink' } },
      ],
    },
  },
  {
    id: 'map',
    title: 'Where the answer is made',
    caption: 'Mean size of the effect by component and position, first model: measured, and as both estimates see it. Nothing happens before the changed word at position 6.',
    alt: 'Three heat maps of seven components by nine positions: dark cells at position 6 in the early components and at position 8 in the late ones.',
    plot: {
      height: 340,
      marginLeft: 60,
      x: { label: 'position' },
      y: { label: null },
      fx: { label: null, domain: ['measured', 'AtP', 'RelP'] },
      opacity: { range: [0, 1] },
      marks: [{ mark: 'cell', data: 'map', options: { x: 'position', y: 'component', fx: 'method', fill: '@method', fillOpacity: 'size', sort: { y: null } } }],
    },
  },
  {
    id: 'settings',
    title: 'Deeper, and asked differently',
    caption: 'Correlation on models of four layers, and with the other corruption; means of three models. Drawn by full runs.',
    alt: 'Bars in two panels: RelP is above AtP for every kind of component in both settings.',
    plot: {
      height: 320,
      marginRight: 110,
      x: { label: null, axis: null, domain: METHODS },
      fx: { label: null, domain: KINDS },
      fy: { label: null },
      y: { label: 'correlation', domain: [0, 1], grid: true },
      color: { domain: METHODS, range: METHOD_COLOURS, legend: true },
      marks: [
        { mark: 'barY', data: 'settings', options: { x: 'method', y: 'correlation', fx: 'kind', fy: 'setting', fill: 'method' } },
        { mark: 'ruleY', data: [0], options: { stroke: '@ink' } },
      ],
    },
  },
]
