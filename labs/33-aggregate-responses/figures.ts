import type { Figure, MarkSpec } from '../kit/index.ts'

const LOSSES = { domain: ['bag loss', 'instance loss', 'best between'], range: ['@baseline', '@third', '@method'] }

const ofBagsOfFour = (stroke: string): MarkSpec[] => [
  { mark: 'line', data: 'risk', where: { k: 'bags of 4' }, options: { x: 'rho', y: 'theory', stroke: '@ink', strokeDasharray: '4,3' } },
  { mark: 'line', data: 'risk', where: { k: 'bags of 4' }, options: { x: 'rho', y: 'risk', stroke, strokeWidth: 3 } },
]

export const figures: Figure[] = [
  {
    id: 'risk-over-rho',
    title: 'From bag loss to instance loss',
    caption: 'Risk over the weight ρ of the variance within bags: dots from fits, lines from the formula. The leftmost dots are the bag loss (ρ = 0), the rightmost the instance loss (ρ = 1). The valley between is the point of the paper.',
    alt: 'Six panels, one a bag size. In each the risk falls from the bag loss to a minimum near a ρ of 0.13 and rises again to the instance loss; dots lie on the theoretical line.',
    plot: {
      width: 760,
      height: 340,
      x: { type: 'log', label: 'ρ', ticks: [0.001, 0.1], tickFormat: '~g' },
      y: { type: 'log', label: 'risk', grid: true, ticks: [0.2, 0.5, 1, 2, 4], tickFormat: '~g' },
      fx: { label: null, domain: ['bags of 2', 'bags of 3', 'bags of 4', 'bags of 5', 'bags of 8', 'bags of 16'] },
      marks: [
        { mark: 'line', data: 'risk', options: { x: 'rho', y: 'theory', fx: 'k', stroke: '@ink' } },
        { mark: 'dot', data: 'risk', options: { x: 'rho', y: 'risk', fx: 'k', fill: '@method', r: 2.2 } },
        { mark: 'frame', options: { stroke: '@rule' } },
      ],
    },
    thumbnail: { width: 248, height: 150, axis: null, margin: 8, x: { type: 'log' }, y: { zero: true }, marks: ofBagsOfFour('@method') },
  },
  {
    id: 'risk-over-bag-size',
    title: 'Which loss for which bags',
    caption: 'The bag loss is better for small bags, the instance loss for large ones, something between for all. The bag loss peaks where bags are about as many as features (double descent).',
    alt: 'Three lines over bag size: bag loss rises to a peak at bags of 8 and falls at 16; instance loss rises slowly to 0.9; the best interpolation is lowest everywhere.',
    plot: {
      height: 360,
      x: { type: 'log', label: 'rows in a bag', ticks: [2, 3, 4, 5, 8, 16], tickFormat: '~g' },
      y: { type: 'log', label: 'risk', grid: true, tickFormat: '~g' },
      color: { ...LOSSES, legend: true },
      marks: [
        { mark: 'line', data: 'sizes', options: { x: 'k', y: 'risk', stroke: 'loss', z: 'loss', strokeWidth: 2.5 } },
        { mark: 'dot', data: 'sizes', options: { x: 'k', y: 'risk', fill: 'loss', symbol: 'loss', r: 4 } },
      ],
    },
  },
  {
    id: 'bias-and-variance',
    title: 'What the risk is made of',
    caption: 'Theory for bags of 4: the variance within bags acts as a ridge that trades variance for bias.',
    alt: 'Stacked areas over ρ: variance dominates on the left and shrinks, bias grows to the right.',
    plot: {
      height: 300,
      x: { type: 'log', label: 'ρ', tickFormat: '~g' },
      y: { label: 'risk', grid: true },
      color: { domain: ['bias', 'variance'], range: ['@third', '@baseline'], legend: true },
      marks: [{ mark: 'areaY', data: 'parts', options: { x: 'rho', y: 'value', fill: 'part' } }],
    },
  },
  {
    id: 'privacy',
    title: 'Bag size under label privacy',
    caption: 'Risk over bag size when bag means are released with Laplace noise. Bags of two or more help the interpolated fit, but not the bag loss: what helps is that ρ regularises, and a plain ridge with bags of one (dashed) does as well. Drawn by full runs.',
    alt: 'Interpolated fit drops from bags of one to bags of two and then rises slowly; the bag loss only rises; the ridge with bags of one is a flat line near the minimum.',
    plot: {
      height: 360,
      x: { type: 'log', label: 'rows in a bag', ticks: [1, 2, 4, 8, 16, 32, 64], tickFormat: '~g' },
      y: { type: 'log', label: 'risk', grid: true, tickFormat: '~g' },
      color: { domain: ['interpolated', 'bag loss', 'ridge, bags of one'], range: ['@method', '@baseline', '@second'], legend: true },
      marks: [
        { mark: 'line', data: 'privacy', where: { fit: 'interpolated' }, options: { x: 'k', y: 'theory', stroke: '@ink' } },
        { mark: 'line', data: 'privacy', where: { fit: 'bag loss' }, options: { x: 'k', y: 'risk', stroke: 'fit', strokeWidth: 2 } },
        { mark: 'line', data: 'privacy', where: { fit: 'ridge, bags of one' }, options: { x: 'k', y: 'risk', stroke: 'fit', strokeDasharray: '5,3', strokeWidth: 2 } },
        { mark: 'dot', data: 'privacy', where: { fit: 'interpolated' }, options: { x: 'k', y: 'risk', fill: 'fit', r: 4.5 } },
        { mark: 'dot', data: 'privacy', where: { fit: 'bag loss' }, options: { x: 'k', y: 'risk', fill: 'fit', r: 3 } },
      ],
    },
  },
]
