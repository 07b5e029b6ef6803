import type { Figure, MarkSpec } from '../kit/index.ts'

/** Red is the method, grey the baselines; every mark is also named beside it. */
const DOMAIN = ['no censoring', 'naive', 'complete rows', 'marginal weights', 'Beran weights', 'true weights']
const RANGE = ['@ink', '@baseline', '@control', '@third', '@method', '@second']

const bars: MarkSpec[] = [
  { mark: 'barX', data: 'estimators', options: { x: 'excess', y: 'estimator', fill: 'estimator', sort: null } },
  { mark: 'ruleX', data: [0], options: { stroke: '@ink' } },
]

/** Beran and true weights end so close together that their names would overlap. */
const NUDGE: Readonly<Record<string, number>> = { 'Beran weights': -6, 'true weights': 6 }

const lineNames: MarkSpec[] = DOMAIN.map((estimator) => ({
  mark: 'text',
  data: 'sweep',
  where: { estimator },
  transform: { name: 'selectLast' },
  options: { x: 'n', y: 'excess', text: 'estimator', textAnchor: 'start', dx: 8, dy: NUDGE[estimator] ?? 0, fill: 'estimator' },
}))

export const figures: Figure[] = [
  {
    id: 'excess-risk',
    title: 'Excess risk of six fits',
    caption: 'Mean of (f − m)² over fresh points, averaged over the samples. Beran weights should come close to knowing the true chance of being seen.',
    alt: 'Bars: ignoring the censoring is worst by far, then complete rows, then marginal weights; Beran weights and true weights are close together, no censoring is best.',
    plot: {
      height: 300,
      marginLeft: 130,
      marginRight: 60,
      x: { label: 'excess risk', grid: true },
      y: { label: null, domain: DOMAIN },
      color: { domain: DOMAIN, range: RANGE },
      marks: [...bars, { mark: 'text', data: 'estimators', options: { x: 'excess', y: 'estimator', text: 'excess', textAnchor: 'start', dx: 5 } }],
    },
    thumbnail: {
      width: 248, height: 150, axis: null, margin: 8, y: { domain: DOMAIN }, color: { domain: DOMAIN, range: RANGE }, marks: bars,
    },
  },
  {
    id: 'fits',
    title: 'What each fit believes',
    caption: 'The first sample (400 of its points; hollow ones were cut short) and the fitted mean durations along x₂ = ½. The black line is the truth; grey and ochre sag where censoring is strong.',
    alt: 'Scatter of durations over x1 with six curves; the naive and complete-row curves drop below the true mean on the right half, where censoring is heavy.',
    plot: {
      height: 420,
      x: { label: 'x₁' },
      y: { label: 'duration', grid: true, domain: [0, 4.2], clamp: true },
      color: { domain: [...DOMAIN.slice(1), 'true mean'], range: [...RANGE.slice(1), '@ink'], legend: true },
      marks: [
        { mark: 'dot', data: 'sample', where: { seen: true }, options: { x: 'x1', y: 'time', r: 1.8, fill: '@soft', fillOpacity: 0.5 } },
        { mark: 'dot', data: 'sample', where: { seen: false }, options: { x: 'x1', y: 'time', r: 2.2, stroke: '@soft', strokeOpacity: 0.6 } },
        ...['naive', 'complete rows', 'marginal weights', 'true weights', 'Beran weights', 'true mean'].map(
          (estimator): MarkSpec => ({
            mark: 'line', data: 'fits', where: { estimator },
            options: { x: 'x1', y: 'value', stroke: 'estimator', strokeWidth: estimator === 'Beran weights' ? 3 : 1.6, ...(estimator === 'true mean' ? { strokeDasharray: '5,3' } : {}) },
          }),
        ),
      ],
    },
  },
  {
    id: 'censoring-survival',
    title: 'The chance of not yet being censored',
    caption: "Beran's estimate at two points against the truth. Left of the step hardly anybody is censored, right of it almost everybody within three units of time; one marginal curve would be wrong at both.",
    alt: 'Two panels: at x1 = 0.25 the survival of the censoring stays near one, at x1 = 0.75 it falls towards 0.1; the estimates follow the true curves.',
    plot: {
      height: 300,
      x: { label: 'time' },
      y: { label: 'P(not censored before)', labelAnchor: 'center', domain: [0, 1], grid: true },
      fx: { label: null, domain: ['x₁ = 0.25', 'x₁ = 0.75'] },
      color: { domain: ['Beran', 'true'], range: ['@method', '@ink'], legend: true },
      marks: [
        { mark: 'line', data: 'survival', where: { curve: 'true' }, options: { x: 't', y: 'survival', fx: 'x1', stroke: 'curve', strokeDasharray: '5,3' } },
        { mark: 'line', data: 'survival', where: { curve: 'Beran' }, options: { x: 't', y: 'survival', fx: 'x1', stroke: 'curve', strokeWidth: 2.5 } },
        { mark: 'frame', options: { stroke: '@rule' } },
      ],
    },
  },
  {
    id: 'weights',
    title: 'Weights of the uncensored rows',
    caption: 'One over the estimated chance of being seen, in the first sample. A long tail on the right means that few rows speak for many.',
    alt: 'Histograms of the weights: marginal weights lie between one and four, Beran weights form two groups with a tail to larger values.',
    plot: {
      height: 260,
      x: { label: 'weight' },
      y: { label: 'rows', grid: true },
      fx: { label: null, domain: ['Beran', 'marginal'] },
      color: { domain: ['Beran', 'marginal'], range: ['@method', '@third'] },
      marks: [
        { mark: 'rectY', data: 'weights', transform: { name: 'binX', outputs: { y: 'count' } }, options: { x: 'weight', fx: 'weights', fill: 'weights', thresholds: 40 } },
        { mark: 'ruleY', data: [0], options: { stroke: '@ink' } },
      ],
    },
  },
  {
    id: 'estimated-risk',
    title: 'The risk of one fixed rule, as each estimator sees it',
    caption: 'The dashed line is the true risk of f₀(x) = 1.5 + x₁. The risk is what gets minimised; where it is wrong, so is the fit.',
    alt: 'Bars of estimated risk: naive nearly twice the truth, complete rows above, marginal weights below, Beran and true weights close to it.',
    plot: {
      height: 280,
      marginLeft: 130,
      marginRight: 60,
      x: { label: 'estimated risk', grid: true },
      y: { label: null, domain: DOMAIN },
      color: { domain: DOMAIN, range: RANGE },
      marks: [
        { mark: 'barX', data: 'estimators', options: { x: 'risk', y: 'estimator', fill: 'estimator' } },
        { mark: 'text', data: 'estimators', options: { x: 'risk', y: 'estimator', text: 'risk', textAnchor: 'start', dx: 5 } },
        { mark: 'ruleX', data: 'truth', options: { x: 'risk', stroke: '@ink', strokeDasharray: '5,3' } },
      ],
    },
  },
  {
    id: 'consistency',
    title: 'More rows help only where the weights are right',
    caption: 'Excess risk over the number of rows, both on logarithmic scales. At 250 rows the weights cost as much variance as they remove bias; the naive line never falls. Drawn by full runs.',
    alt: 'Log-log lines: no censoring, Beran and true weights fall steadily with the number of rows; marginal weights and complete rows flatten; naive stays flat.',
    plot: {
      height: 380,
      marginRight: 120,
      x: { label: 'rows', type: 'log', ticks: [250, 500, 1000, 2000], tickFormat: '~g' },
      y: { label: 'excess risk', type: 'log', grid: true, tickFormat: '~g' },
      color: { domain: DOMAIN, range: RANGE },
      marks: [
        { mark: 'line', data: 'sweep', options: { x: 'n', y: 'excess', stroke: 'estimator', z: 'estimator', strokeWidth: 2 } },
        { mark: 'dot', data: 'sweep', options: { x: 'n', y: 'excess', fill: 'estimator', r: 3 } },
        ...lineNames,
      ],
    },
  },
  {
    id: 'bandwidth',
    title: 'How local should the estimate be?',
    caption: 'Excess risk over the bandwidth, means of 6 samples. Too small leaves no neighbours, too large is the marginal estimate (dashed). Drawn by full runs.',
    alt: 'A valley: the excess risk is least for bandwidths between 0.1 and 0.3 and joins the marginal estimate above 1.',
    plot: {
      height: 320,
      x: { label: 'bandwidth', type: 'log', tickFormat: '~g' },
      y: { label: 'excess risk', grid: true, zero: true },
      marks: [
        { mark: 'line', data: 'bandwidths', options: { x: 'bandwidth', y: 'marginal', stroke: '@third', strokeDasharray: '5,3' } },
        { mark: 'line', data: 'bandwidths', options: { x: 'bandwidth', y: 'excess', stroke: '@method', strokeWidth: 2.5 } },
        { mark: 'dot', data: 'bandwidths', options: { x: 'bandwidth', y: 'excess', fill: '@method' } },
      ],
    },
  },
]
