import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { featuresInTime } from './explorer.ts'
import { figures } from './figures.ts'

const params = z.object({
  modulus: z.int().min(5).max(41).default(23).meta({ title: 'Modulus M', help: 'The task is addition modulo M, with M² examples in all. Primes have the cleanest frequencies.' }),
  fraction: z.number().min(0.2).max(0.95).default(0.5).meta({ title: 'Training fraction', help: 'Share of the M² pairs that is trained on; the rest tests.', step: 0.05 }),
  width: z.int().min(16).max(256).default(128).meta({ title: 'Width K', unit: 'nodes', help: 'Hidden nodes.', step: 16 }),
  eta: z.number().min(1e-4).max(10).default(0.1).meta({ title: 'Ridge η', help: 'Penalty of the top layer, which is solved exactly at every step.', scale: 'log' }),
  decay: z.number().min(0).max(0.01).default(2e-4).meta({ title: 'Weight decay', help: 'Added to the gradient of the features. Without it they never generalise.', step: 0.0001 }),
  activation: z.enum(['square', 'relu']).default('square').meta({ title: 'Activation', help: 'The paper proves for squares; ReLU groks too.' }),
  steps: z.int().min(20).max(2000).default(450).meta({ title: 'Steps', unit: 'steps', help: 'Full-batch steps of Adam.', step: 10 }),
  replicates: z.int().min(1).max(10).default(3).meta({ title: 'Repeats', unit: 'seeds', help: 'Splits and starts; the checks take the worst of them.' }),
  sweep: z.boolean().default(false).meta({ title: 'Sweeps', help: 'Also the sample law over four moduli and the effect of η.' }),
})
export type Params = z.output<typeof params>

const FULL: ('full' | 'headline')[] = ['full', 'headline']
const SECOND = 'The method card'

export default defineLab({
  number: 6,
  slug: '06-li2-grokking-feature-emergence',
  paper: '2509.21519',
  title: 'Provable Scaling Laws of Feature Emergence from Learning Dynamics of Grokking',
  question: 'A network memorises modular addition at once and understands it much later: which features does it then find, and how many examples do they need?',
  summary:
    'Trains the features of a two-layer network under an exactly solved top layer, with and without what makes it generalise, and climbs the energy whose peaks the paper says the features are.',
  params,
  presets: {
    quick: { params: {}, about: 'Modulus 23: three seeds, three controls, and the energy climbed by 64 nodes.', seconds: 8 },
    full: { params: { sweep: true, replicates: 5 }, about: 'Also the number of examples needed for moduli 13 to 31, and the effect of η.', seconds: 100 },
    headline: { params: { sweep: true, replicates: 10 }, about: "The same with ten seeds; the paper's moduli 71 and 127 do not fit.", seconds: 110 },
  },
  checks: [
    { id: 'memorises', claim: 'Training accuracy reaches 99 % by step 10, in every seed', metric: 'step-train', op: '<=', bound: 10, boundFrom: `${SECOND}: by step 3 in 20 seeds.` },
    { id: 'not-yet', claim: 'At step 10 test accuracy is still at most 10 %', metric: 'test-at-10', op: '<=', bound: 0.1, boundFrom: `${SECOND}: at most .03 in 20 seeds.` },
    { id: 'groks-late', claim: 'Test accuracy reaches 90 % no earlier than step 150', metric: 'step-test-first', op: '>=', bound: 150, boundFrom: `${SECOND}: step 255 to 346 in 20 seeds.` },
    { id: 'groks', claim: 'Test accuracy reaches 90 % by step 450', metric: 'step-test-last', op: '<=', bound: 450, boundFrom: `${SECOND}: step 255 to 346 in 20 seeds.` },
    { id: 'generalises', claim: 'Test accuracy ends at 99 % or more', metric: 'test-final', op: '>=', bound: 0.99, boundFrom: `${SECOND}: 1 in every seed.` },
    { id: 'delay', claim: 'Understanding takes at least ten times as long as memorising', metric: 'delay-ratio', op: '>=', bound: 10, boundFrom: `${SECOND}.` },
    { id: 'needs-decay', claim: 'Without weight decay test accuracy ends at 10 % at most, after 1,200 steps', metric: 'test-no-decay', op: '<=', bound: 0.1, boundFrom: `${SECOND}: at most .079 in 20 seeds; .015 to .076 in 40 counted here. One of some 75 seeds reached .12.` },
    { id: 'needs-structure', claim: 'With shuffled labels test accuracy stays at 10 % at most', metric: 'test-shuffled', op: '<=', bound: 0.1, boundFrom: `${SECOND}: at most .083 over a run.` },
    { id: 'shuffled-memorised', claim: 'Shuffled labels are memorised all the same', metric: 'train-shuffled', op: '>=', bound: 0.999, boundFrom: `${SECOND}: training accuracy 1.` },
    { id: 'needs-features', claim: 'With frozen features test accuracy stays at 6 % at most', metric: 'test-frozen', op: '<=', bound: 0.06, boundFrom: `${SECOND}: at most .026 in 20 seeds.` },
    { id: 'frozen-memorises', claim: 'Frozen features memorise at least 95 % of the training pairs, as a mean over the seeds', metric: 'train-frozen', op: '>=', bound: 0.95, boundFrom: `${SECOND}: at least .973. Single splits scatter more: .969 ± .011 in 200 of a separate numpy version, 1 in 20 below .95; hence the mean.` },
    { id: 'pure-features', claim: 'On all pairs at least 95 % of the nodes that climb the energy end with 99 % of their power in one frequency', metric: 'pure-nodes', op: '>=', bound: 0.95, boundFrom: `${SECOND}: all nodes, in 6 seeds.` },
    { id: 'energy-not-less', claim: 'Their energy is at least 0.999 of M/4', metric: 'energy-least', op: '>=', bound: 0.999, boundFrom: 'Derived: the maximum under unit length is M/4.' },
    { id: 'energy-not-more', claim: 'Their energy is at most 1.001 of M/4', metric: 'energy-most', op: '<=', bound: 1.001, boundFrom: 'Derived: the maximum under unit length is M/4.' },
    { id: 'all-frequencies', claim: 'Every one of the (M − 1)/2 frequencies is found', metric: 'frequencies-missing', op: '<=', bound: 0, boundFrom: `${SECOND}: 11 of 11 in 6 seeds with 64 nodes; with 64 one is missed by chance in about one run of thirty, so 128 climb here.` },
    { id: 'memorising-maxima', claim: 'On 40 % of the pairs the nodes end as impure as random ones: mean share of the top frequency below 0.2', metric: 'share-at-40', op: '<', bound: 0.2, boundFrom: `${SECOND}: .14; random vectors .214. Mean over three splits, as a single one can exceed it (.13 to .17 in 24, once .20).` },
    { id: 'law-not-below', claim: 'For all moduli the threshold lies at 2.3 ln(M)/M or above', metric: 'crossing-least', op: '>=', bound: 2.3, modes: FULL, boundFrom: `${SECOND}: 2.50 to 2.62.` },
    { id: 'law-not-above', claim: 'For all moduli the threshold lies at 2.85 ln(M)/M or below', metric: 'crossing-most', op: '<=', bound: 2.85, modes: FULL, boundFrom: `${SECOND}: 2.50 to 2.62.` },
    { id: 'not-constant-fraction', claim: 'The fraction needed falls by a factor of at least 1.5 from M = 13 to 31', metric: 'fraction-falls', op: '>=', bound: 1.5, modes: FULL, boundFrom: `${SECOND}: 1.70.` },
    { id: 'not-linear', claim: 'The fraction times M rises by a factor of at least 1.2', metric: 'samples-rise', op: '>=', bound: 1.2, modes: FULL, boundFrom: `${SECOND}: 1.40.` },
    { id: 'eta-order', claim: 'Understanding comes later the smaller η is: 1, 0.1, 0.01, 0.001', metric: 'eta-least-delay', op: '>', bound: 0, modes: FULL, boundFrom: `${SECOND}: 159, 292, 444, 528 steps, monotone in each of 10 seeds.` },
    { id: 'lazy-proportional', claim: 'At a wide start the gradient is proportional to small η within 10 %', metric: 'lazy-unevenness', op: '<=', bound: 0.1, modes: FULL, boundFrom: `${SECOND}: 9.14 and 9.08.` },
    { id: 'lazy-direction', claim: 'For η = 100 it points along ỸỸᵀF̃', metric: 'lazy-cosine', op: '>', bound: 0.98, modes: FULL, boundFrom: `${SECOND}: .993.` },
  ],
  controls: [
    { id: 'no-decay', label: 'Switch off weight decay', about: 'Without decay the scale of the features grows, η becomes small beside it and the gradient that carries structure dies.', params: { decay: 0 }, breaks: ['groks', 'generalises'] },
    { id: 'shuffled-labels', label: 'Shuffle the training labels', about: 'The same pairs with labels in random order can be memorised, and there is nothing to understand.', breaks: ['groks', 'generalises'] },
    { id: 'frozen-features', label: 'Freeze the features', about: 'Ridge regression on random features: the lazy stage without the ones that follow.', breaks: ['groks', 'generalises'] },
  ],
  claims: [
    {
      id: 'delayed', claim: 'Generalisation comes long after memorisation, when features move from the lazy to the independent stage.', where: 'abstract; sections 3 to 5', metric: 'delay-ratio', measure: 'steps to 90 % test accuracy over steps to 99 % training accuracy, least of the seeds; 0 if one never gets there',
      verdict: (m) => (m['delay-ratio'] >= 10 && m['test-final'] >= 0.99 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'energy', claim: 'In the independent stage each node climbs an energy whose maxima are the group’s irreducible representations.', where: 'section 5', metric: 'pure-nodes', measure: 'share of climbing nodes that end in a single frequency',
      verdict: (m) => (m['pure-nodes'] >= 0.95 && m['energy-least'] >= 0.999 ? 'reproduced' : 'in part'),
    },
    {
      id: 'scaling-law', claim: 'Keeping these maxima takes a number of samples of order M log M.', where: 'section 5; figure on the phase boundary', metric: 'crossing-most', measure: 'largest threshold over moduli 13 to 31, in units of ln(M)/M',
      verdict: (m) => (m['crossing-most'] === undefined ? 'not tested' : m['crossing-most'] <= 2.85 && m['crossing-least'] >= 2.3 ? 'reproduced' : 'in part'),
    },
    {
      id: 'lazy', claim: 'At first the gradient to the features is noise-like and of the size of η; for large η it carries structure.', where: 'section 4', metric: 'lazy-cosine', measure: 'cosine of the first gradient with ỸỸᵀF̃ for η = 100',
      verdict: (m) => (m['lazy-cosine'] === undefined ? 'not tested' : m['lazy-cosine'] > 0.98 && m['lazy-unevenness'] <= 0.1 ? 'reproduced' : 'in part'),
    },
    { id: 'muon', claim: 'In the interactive stage Muon makes nodes spread over missing features.', where: 'section 6', verdict: 'not tested' },
    { id: 'other-groups', claim: 'The same holds for non-abelian groups and deeper networks.', where: 'sections 5 and 7', verdict: 'not tested' },
  ],
  figures,
  explorers: [featuresInTime],
  references: [
    { text: 'Tian. Provable scaling laws of feature emergence from learning dynamics of grokking. arXiv, 2025.', url: 'https://arxiv.org/abs/2509.21519' },
    { text: 'Power et al. Grokking: generalization beyond overfitting on small algorithmic datasets. arXiv, 2022.', url: 'https://arxiv.org/abs/2201.02177' },
    { text: "The author's code (CC BY-NC 4.0).", url: 'https://github.com/yuandong-tian/understanding' },
  ],
  tolerance: { default: 0.05, 'step-test-first': 0.3, 'step-test-last': 0.3, 'delay-ratio': 0.5, 'step-train': 0.5, 'eta-least-delay': 0.5 },
  run: () => import('./run.ts'),
})
