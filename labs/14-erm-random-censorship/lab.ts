import { CENSORING_DESIGNS } from '@offprint/methods/random-censorship'
import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { figures } from './figures.ts'
import { ownData } from './own-data.ts'

const params = z.object({
  n: z.int().min(100).max(3000).default(1000).meta({ title: 'Rows', unit: 'rows', help: 'Size of each sample; the work grows with its square.', step: 50 }),
  replicates: z.int().min(1).max(96).default(48).meta({ title: 'Samples', unit: 'samples', help: 'The checks compare means over this many samples.' }),
  design: z.enum(CENSORING_DESIGNS).default('step').meta({ title: 'Censoring', help: 'step: much on the right half, little on the left. heavy-tail: durations without an upper bound, where the method breaks.' }),
  strength: z.number().min(0.02).max(2).default(0.35).meta({ title: 'Censoring rate', unit: 'per unit of time', help: 'Base rate of the exponential censoring time; .35 censors about a third of the rows.', step: 0.01 }),
  contrast: z.number().min(0).max(0.99).default(0.9).meta({ title: 'Contrast', help: 'How much the rate differs between the two halves: strength · (1 ± contrast).', step: 0.01 }),
  bandwidth: z.number().min(0.02).max(10).default(0.15).meta({ title: 'Bandwidth', help: 'Standard deviation of the kernel; above 3 it averages over everybody and ignores the covariates.', scale: 'log' }),
  clip: z.number().min(0.001).max(0.5).default(0.02).meta({ title: 'Clip', help: 'Smallest chance of being seen that a weight divides by.', scale: 'log' }),
  degree: z.int().min(0).max(6).default(5).meta({ title: 'Degree', help: 'Total degree of the polynomial that is fitted.' }),
  ridge: z.number().min(1e-6).max(1).default(1e-3).meta({ title: 'Ridge', help: 'Penalty on the squared coefficients.', scale: 'log' }),
  sweep: z.boolean().default(false).meta({ title: 'Sweeps', help: 'Also repeat everything for 250 to 2,000 rows and for eight bandwidths.' }),
})
export type Params = z.output<typeof params>

export default defineLab({
  number: 14,
  slug: '14-erm-random-censorship',
  paper: '1906.01908',
  title: 'Empirical Risk Minimization under Random Censorship: Theory and Practice',
  question: 'When many durations are cut short before they are over, can a regression still learn how long they would have been?',
  summary:
    'Fits the same polynomial to censored durations six ways, one of them weighted by a kernel Kaplan–Meier estimate of the censoring, and compares each with the known truth.',
  params,
  presets: {
    quick: { params: {}, about: '48 samples of 1,000 rows.', seconds: 2 },
    full: { params: { sweep: true }, about: '48 samples of 1,000 rows, then of 250 to 2,000 rows, then eight bandwidths.', seconds: 20 },
    headline: { params: { sweep: true, replicates: 96 }, about: 'The same with 96 samples of each size; the paper prints no table to aim at.', seconds: 40 },
  },
  checks: [
    {
      id: 'beats-complete', claim: 'Beran weights leave at most 0.45 of the excess risk of complete rows', metric: 'beran-over-complete', op: '<=', bound: 0.45,
      boundFrom: 'Means of 12 samples lie in .23–.39 (2.5–97.5 %, 96 samples of a numpy prototype).',
    },
    {
      id: 'beats-marginal', claim: 'Beran weights leave at most 0.85 of the excess risk of weights that ignore the covariates', metric: 'beran-over-marginal', op: '<=', bound: 0.85,
      boundFrom: 'Means of 12 samples lie in .51–.82 (2.5–97.5 %, 96 samples of a numpy prototype).',
    },
    {
      id: 'beats-naive', claim: 'Beran weights leave at most 0.14 of the excess risk of ignoring the censoring', metric: 'beran-over-naive', op: '<=', bound: 0.14,
      boundFrom: 'Means of 12 samples lie in .07–.125 (2.5–97.5 %, 96 samples of a numpy prototype).',
    },
    {
      id: 'near-true-weights', claim: 'Estimated weights cost at most half as much again as the true ones', metric: 'beran-over-true', op: '<=', bound: 1.5,
      boundFrom: 'Prototype: .0318 against .0286.',
    },
    {
      id: 'naive-underestimates', claim: 'Ignoring the censoring underestimates durations by more than 0.35', metric: 'bias-naive', op: '<', bound: -0.35,
      boundFrom: 'Prototype: -.42, standard deviation .03 a sample.',
    },
    {
      id: 'complete-underestimates', claim: 'Complete rows underestimate durations by more than 0.15', metric: 'bias-complete', op: '<', bound: -0.15,
      boundFrom: 'Prototype: -.22, standard deviation .04 a sample.',
    },
    {
      id: 'beran-unbiased', claim: 'Beran weights are off by less than 0.05 on average, either way', metric: 'bias-beran-size', op: '<', bound: 0.05,
      boundFrom: 'Prototype: -.01, standard deviation .03 a sample.',
    },
    {
      id: 'risk-not-low', claim: 'The Beran risk of a fixed rule whose risk is 0.786 is at least 0.74', metric: 'risk-beran', op: '>=', bound: 0.74,
      boundFrom: 'Prototype: .797 ± .033 a sample, so ± .010 for a mean of 12.',
    },
    {
      id: 'risk-not-high', claim: 'The Beran risk of that rule is at most 0.86', metric: 'risk-beran', op: '<=', bound: 0.86,
      boundFrom: 'Prototype: .797 ± .033 a sample, so ± .010 for a mean of 12.',
    },
    {
      id: 'marginal-risk-low', claim: 'Marginal weights put the risk of that rule below 0.77', metric: 'risk-marginal', op: '<', bound: 0.77,
      boundFrom: 'Prototype: .736 to .745 ± .036 a sample.',
    },
    {
      id: 'naive-risk-high', claim: 'Ignoring the censoring puts the risk of that rule above 1.3', metric: 'risk-naive', op: '>', bound: 1.3,
      boundFrom: 'Prototype: 1.45 ± .02 a sample.',
    },
    {
      id: 'weights-not-low', claim: 'The weights average at least 0.95, which needs no knowledge of the truth', metric: 'mean-weight', op: '>=', bound: 0.95,
      boundFrom: 'E[δ / S_C(T)] = 1; a single sample of 1,000 falls outside [.95, 1.06] 3 % of the time.',
    },
    {
      id: 'weights-not-high', claim: 'The weights average at most 1.06', metric: 'mean-weight', op: '<=', bound: 1.06,
      boundFrom: 'E[δ / S_C(T)] = 1; a single sample of 1,000 falls outside [.95, 1.06] 3 % of the time.',
    },
    {
      id: 'consistent', claim: 'The excess risk of Beran weights falls with the number of rows with a log-log slope of at most -0.8', metric: 'slope-beran', op: '<=', bound: -0.8, modes: ['full', 'headline'],
      boundFrom: 'Prototype: -.97 to -1.38 in 14 groups of 12 samples.',
    },
    {
      id: 'naive-flat', claim: 'The excess risk of ignoring the censoring does not fall: its slope is within 0.1 of zero', metric: 'slope-naive-size', op: '<', bound: 0.1, modes: ['full', 'headline'],
      boundFrom: 'Prototype: -.07 to +.02 in 14 groups of 12 samples.',
    },
    {
      id: 'complete-flatter', claim: 'The excess risk of complete rows falls with a slope no steeper than -0.4', metric: 'slope-complete', op: '>', bound: -0.4, modes: ['full', 'headline'],
      boundFrom: 'Prototype: -.14 to -.35 in 14 groups of 12 samples.',
    },
  ],
  controls: [
    {
      id: 'independent-censoring', label: 'Censor everybody alike', about: 'When censoring does not depend on the covariates there is nothing that a local estimate could see and the marginal one could not: the gain over marginal weights must disappear.',
      params: { design: 'independent', strength: 0.3 }, breaks: ['beats-marginal'],
    },
    {
      id: 'flat-kernel', label: 'Make the kernel flat', about: 'With a bandwidth of 3 every neighbour counts alike, so the estimate is the marginal one.',
      params: { bandwidth: 3 }, breaks: ['beats-marginal'],
    },
    {
      id: 'wrong-event', label: "Estimate the durations' survival instead of the censoring's", about: 'The commonest slip with Kaplan–Meier weights. The weights then average 2.4 instead of 1, and every duration is overestimated.',
      breaks: ['weights-not-high', 'beran-unbiased', 'risk-not-high'],
    },
  ],
  claims: [
    {
      id: 'corrects-underestimation', claim: 'Minimising the weighted risk corrects the under-estimation of methods that ignore the censoring or drop censored rows.', where: 'abstract; simulations',
      metric: 'beran-over-complete', measure: 'excess risk of Beran weights over that of complete rows',
      verdict: (m) => (m['beran-over-complete'] <= 0.45 && m['beran-over-naive'] <= 0.14 ? 'reproduced' : m['beran-over-complete'] < 1 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'risk-nearly-unbiased', claim: 'The plug-in risk is a nearly unbiased estimate of the risk without censoring.', where: 'section 2',
      metric: 'risk-beran', measure: 'Beran risk of a fixed rule whose risk is 0.786 (1.464 with a heavy tail)',
      verdict: (m) => (Math.abs(m['risk-beran'] - m['risk-truth']) <= 0.05 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'rate', claim: 'Up to the bias of the kernel estimate, the risk is learned at the rate √(log n / n), as without censoring.', where: 'abstract; theorem on the uniform deviation',
      metric: 'slope-risk-error', measure: 'log-log slope of |Beran risk - risk| of one fixed rule over n = 250 … 2,000; -0.5 is the rate',
      verdict: (m) => (m['slope-risk-error'] <= -0.4 ? 'in part' : 'not at this scale'),
    },
    { id: 'real-data', claim: 'Weighted learning improves on unweighted learning on real survival data.', where: 'abstract; experiments on real data', verdict: 'not tested' },
  ],
  figures,
  references: [
    { text: 'Ausset, Clémençon, Portier. Empirical Risk Minimization under Random Censorship: Theory and Practice. JMLR 23, 2022.', url: 'https://arxiv.org/abs/1906.01908' },
    { text: 'Dabrowska. Uniform Consistency of the Kernel Conditional Kaplan–Meier Estimate (Beran, 1981). Annals of Statistics 17, 1989.', url: 'https://doi.org/10.1214/aos/1176347261' },
    { text: 'Kaplan, Meier. Nonparametric estimation from incomplete observations. JASA 53, 1958.', url: 'https://doi.org/10.1080/01621459.1958.10501452' },
  ],
  tolerance: 1e-6,
  data: ownData,
  run: () => import('./run.ts'),
})
