import type { Figure, MarkSpec } from '../kit/index.ts'

const FAMILIES = ['gradient descent', 'CLASSP', 'changed', 'EWC']
const FAMILY_COLOURS = ['@baseline', '@method', '@control', '@third']
const FOLLOWED = ['SGD 0.2', 'CLASSP', 'memory shuffled']
const FOLLOWED_COLOURS = ['@baseline', '@method', '@control']

const curves: MarkSpec[] = [
  { mark: 'line', data: 'curves', options: { x: 'step', y: 'accuracy', fx: 'task', stroke: 'method', z: 'method', strokeWidth: 2.2 } },
]

export const figures: Figure[] = [
  {
    id: 'forgetting',
    title: 'Forgetting A while learning B',
    caption: 'Test accuracy on both tasks during the second one, first seed. CLASSP should stay flat on the left and rise on the right.',
    alt: 'Two panels. On the old task gradient descent and shuffled CLASSP fall, CLASSP stays near ninety per cent; on the new task all three rise to about ninety per cent.',
    plot: {
      height: 340,
      x: { label: 'step on B' },
      y: { label: 'test accuracy', domain: [0, 1], grid: true },
      fx: { label: null, domain: ['A, the old task', 'B, the new task'] },
      color: { domain: FOLLOWED, range: FOLLOWED_COLOURS, legend: true },
      marks: [...curves, { mark: 'frame', options: { stroke: '@rule' } }],
    },
    thumbnail: {
      width: 248, height: 150, axis: null, margin: 8, y: { domain: [0, 1] }, fx: { axis: null }, color: { domain: FOLLOWED, range: FOLLOWED_COLOURS },
      marks: [...curves, { mark: 'frame', options: { stroke: '@rule' } }],
    },
  },
  {
    id: 'frontier',
    title: 'Both tasks at once',
    caption: 'Accuracy on A and B after both tasks, means over the seeds. The grey line joins the step sizes of gradient descent: smaller steps keep more of A and learn less of B. Up and to the right is better.',
    alt: 'Scatter of accuracy on B over accuracy on A. Gradient descent traces a falling line; CLASSP lies above and to the right of it; shuffled memory lies far to the left.',
    plot: {
      height: 400,
      marginRight: 90,
      x: { label: 'accuracy on A', grid: true, nice: true },
      y: { label: 'accuracy on B', grid: true, nice: true },
      color: { domain: FAMILIES, range: FAMILY_COLOURS, legend: true },
      marks: [
        { mark: 'line', data: 'methods', where: { family: 'gradient descent' }, options: { x: 'a', y: 'b', stroke: '@baseline', strokeDasharray: '4,3' } },
        { mark: 'dot', data: 'methods', options: { x: 'a', y: 'b', fill: 'family', r: 5 } },
        { mark: 'text', data: 'methods', options: { x: 'a', y: 'b', text: 'method', textAnchor: 'start', dx: 8, fill: '@soft' } },
      ],
    },
  },
  {
    id: 'pixels',
    title: 'Where task A wrote, and where B was allowed to write',
    caption: 'The memory is the mean accumulated gradient of the weights of each pixel after A, the change the mean one of these weights on B with CLASSP; both scaled to their maximum. Border pixels are dark in A and become the free capacity of B.',
    alt: 'Two heat maps of 14 by 14 pixels: the memory is bright in the middle and dark at the border, the change is the reverse.',
    plot: {
      height: 330,
      marginTop: 30,
      x: { axis: null },
      y: { axis: null },
      fx: { label: null, domain: ['change on task B', 'memory of task A'] },
      opacity: { range: [0, 1] },
      marks: [{ mark: 'cell', data: 'pixels', options: { x: 'column', y: 'row', fx: 'map', fill: '@method', fillOpacity: 'value' } }],
    },
  },
  {
    id: 'sparsity',
    title: 'How sparse may the updates be?',
    caption: 'Share of weights moved in a step on B, and the mean accuracy on both tasks, over the threshold; means over the seeds. Drawn by full runs. The threshold buys sparsity, not accuracy.',
    alt: 'Two lines over the threshold on a logarithmic scale: the share of weights moved falls steadily; the accuracy stays flat and falls above 1e-4.',
    plot: {
      height: 320,
      x: { label: 'threshold on the squared gradient', type: 'log' },
      y: { label: 'share', domain: [0, 1], grid: true },
      color: { domain: ['mean accuracy', 'share of weights moved'], range: ['@method', '@third'], legend: true },
      marks: [
        { mark: 'line', data: 'sweep', options: { x: 'threshold', y: 'value', stroke: 'what', z: 'what', strokeWidth: 2 } },
        { mark: 'dot', data: 'sweep', options: { x: 'threshold', y: 'value', fill: 'what', r: 3 } },
      ],
    },
  },
]
