import type { Figure, MarkSpec } from '../kit/index.ts'

const METHODS = ['true outcomes', 'naive', 'LCC', 'Tweedie', 'PPI']
const RANGE = ['@ink', '@baseline', '@method', '@second', '@third']

const diagonal: MarkSpec = { mark: 'line', data: [{ tau: -2, estimate: -2 }, { tau: 2, estimate: 2 }], options: { x: 'tau', y: 'estimate', stroke: '@ink', strokeDasharray: '4,3' } }

export const figures: Figure[] = [
  {
    id: 'effects',
    title: 'Eleven trials on one map',
    caption: 'Estimated over true effect, means over worlds. The naive line is flat: the map shrinks every effect. Both corrections bring it back to the diagonal without a single new label.',
    alt: 'Five series over the true effect from -2 to 2: naive has about half the slope of the dashed diagonal, the others lie on it.',
    plot: {
      height: 420,
      width: 560,
      x: { label: 'true effect', grid: true },
      y: { label: 'estimated effect', grid: true },
      color: { domain: METHODS, range: RANGE, legend: true },
      marks: [
        diagonal,
        { mark: 'line', data: 'estimates', options: { x: 'tau', y: 'estimate', stroke: 'method', z: 'method' } },
        { mark: 'dot', data: 'estimates', options: { x: 'tau', y: 'estimate', fill: 'method', symbol: 'method', r: 4 } },
      ],
    },
    thumbnail: {
      width: 248, height: 150, axis: null, margin: 8, color: { domain: METHODS, range: RANGE },
      marks: [
        diagonal,
        { mark: 'line', data: 'estimates', where: { method: 'naive' }, options: { x: 'tau', y: 'estimate', stroke: 'method', strokeWidth: 2.5 } },
        { mark: 'line', data: 'estimates', where: { method: 'LCC' }, options: { x: 'tau', y: 'estimate', stroke: 'method', strokeWidth: 2.5 } },
      ],
    },
  },
  {
    id: 'shrinkage',
    title: 'How much the map shrinks',
    caption: 'Predictions over truth on the calibration split of the first world. The red line is the regression of the prediction on the truth; LCC divides by its slope. A map without shrinkage would follow the dashed line.',
    alt: 'Scatter of predictions over true outcomes; the fitted line is much flatter than the diagonal.',
    plot: {
      height: 380,
      x: { label: 'true outcome', grid: true },
      y: { label: 'prediction', grid: true },
      marks: [
        { mark: 'dot', data: 'calibration', options: { x: 'truth', y: 'prediction', fill: '@soft', fillOpacity: 0.5, r: 2 } },
        { mark: 'line', data: 'shrinkage', options: { x: 'truth', y: 'perfect', stroke: '@ink', strokeDasharray: '4,3' } },
        { mark: 'line', data: 'shrinkage', options: { x: 'truth', y: 'prediction', stroke: '@method', strokeWidth: 2.5 } },
      ],
    },
  },
  {
    id: 'residuals',
    title: 'Residuals lean against the truth',
    caption: 'Prediction minus truth over truth: high outcomes are predicted too low, low ones too high. That lean, not the scatter, is what attenuates an effect.',
    alt: 'Scatter with a clear downward slope.',
    plot: {
      height: 300,
      x: { label: 'true outcome', grid: true },
      y: { label: 'prediction − truth', grid: true },
      marks: [
        { mark: 'ruleY', data: [0], options: { stroke: '@ink' } },
        { mark: 'dot', data: 'calibration', options: { x: 'truth', y: 'residual', fill: '@baseline', r: 2 } },
        { mark: 'linearRegressionY', data: 'calibration', options: { x: 'truth', y: 'residual', stroke: '@method', ci: 0 } },
      ],
    },
  },
  {
    id: 'tweedie-shift',
    title: "Tweedie's correction",
    caption: 'Grey: density of the predictions, not to scale. Red: how far each prediction is moved, minus σ² times the slope of the log density. Both ends are moved outwards; unlike LCC it need not be a line.',
    alt: 'A hump-shaped density and a curve that rises from negative to positive shifts.',
    plot: {
      height: 300,
      x: { label: 'prediction' },
      y: { label: 'shift', grid: true },
      marks: [
        { mark: 'areaY', data: 'series:density', options: { x: 'x', y: 'y', fill: '@rule' } },
        { mark: 'ruleY', data: [0], options: { stroke: '@ink' } },
        { mark: 'line', data: 'series:shift', options: { x: 'x', y: 'y', stroke: '@method', strokeWidth: 2 } },
      ],
    },
  },
  {
    id: 'price',
    title: 'What it costs',
    caption: 'Errors relative to the naive ones. Corrections mend effects and make single predictions worse: the corrected map must not be used to decide whom to help.',
    alt: 'Two panels of bars: the error of the effect is large for naive and small for the corrections; the squared error of a unit is smallest for naive and more than twice as large after correction.',
    plot: {
      height: 280,
      marginLeft: 100,
      marginRight: 50,
      width: 720,
      x: { label: 'relative to naive', grid: true },
      y: { label: null, domain: METHODS },
      fx: { label: null, domain: ['error of the effect', 'squared error of a unit'] },
      color: { domain: METHODS, range: RANGE },
      marks: [
        { mark: 'barX', data: 'errors', options: { x: 'value', y: 'method', fx: 'what', fill: 'method' } },
        { mark: 'text', data: 'errors', options: { x: 'value', y: 'method', fx: 'what', text: 'value', textAnchor: 'start', dx: 4 } },
      ],
    },
  },
  {
    id: 'selection',
    title: 'Where the correction harms',
    caption: 'Estimated over true difference as more units have their group chosen by the image instead of by chance. At the right end the naive difference is right, and both corrections double it.',
    alt: 'Three rising lines: naive from one half to one, LCC and Tweedie from one to two.',
    plot: {
      height: 320,
      x: { label: 'share of units whose group is chosen by their image' },
      y: { label: 'estimated over true difference', grid: true, zero: true },
      color: { domain: ['naive', 'LCC', 'Tweedie'], range: ['@baseline', '@method', '@second'], legend: true },
      marks: [
        { mark: 'ruleY', data: [1], options: { stroke: '@ink', strokeDasharray: '4,3' } },
        { mark: 'line', data: 'selection', options: { x: 'share', y: 'ratio', stroke: 'method', z: 'method', strokeWidth: 2.5 } },
        { mark: 'dot', data: 'selection', options: { x: 'share', y: 'ratio', fill: 'method', symbol: 'method' } },
      ],
    },
  },
]
