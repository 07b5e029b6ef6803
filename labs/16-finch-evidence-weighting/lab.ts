import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { oneRecording } from './explorer.ts'
import { ownData } from './own-data.ts'

const params = z.object({
  bad: z.number().min(0).max(1).default(0.4).meta({ title: 'Badly surveyed share', unit: 'of the map', step: 0.05, help: 'Share of the map where the context offered belongs to another place and season.' }),
  wMax: z.number().min(0.1).max(4).default(2).meta({ title: 'Largest weight', step: 0.1, help: 'The context’s weight lies between 0 and this.' }),
  varianceReward: z.number().min(0).max(1).default(0.01).meta({ title: 'Variance reward λ', step: 0.01, help: 'How much the loss rewards weights that differ between samples.' }),
  clearNoise: z.number().min(0.1).max(4).default(0.8).meta({ title: 'Noise of clear recordings', step: 0.1, help: 'Spread of the noise on half of the recordings.' }),
  loudNoise: z.number().min(0.1).max(4).default(2.5).meta({ title: 'Noise of noisy recordings', step: 0.1, help: 'Spread of the noise on the other half.' }),
  features: z.enum(['all', 'statistics', 'metadata', 'shuffled']).default('all').meta({ title: 'What the gate sees', help: 'All ten features, the six uncertainty statistics, place and season, or another sample’s features.' }),
  steps: z.int().min(20).max(3000).default(1200).meta({ title: 'Training steps', unit: 'steps', step: 20, help: 'Steps of AdamW for gate and fixed weight alike, 128 samples each.' }),
  worlds: z.int().min(1).max(20).default(5).meta({ title: 'Worlds', help: 'Independent worlds to average over.' }),
  hostileWorlds: z.int().min(0).max(10).default(5).meta({ title: 'Hostile worlds', help: 'Further worlds in which every context is wrong.' }),
})
export type Params = z.output<typeof params>

const CARD = 'the card’s margin'

export default defineLab({
  number: 16,
  slug: '16-finch-evidence-weighting',
  paper: '2602.03817',
  title: 'Adaptive Evidence Weighting for Audio-Spatiotemporal Fusion',
  question: 'Can a small gate learn when to trust where and when a sound was heard, and fall back to the sound alone when the context is wrong?',
  summary: 'A synthetic map of 30 species with a badly surveyed zone: a frozen sound classifier, a place-and-season prior, one fixed weight against a gate per sample.',
  params,
  presets: {
    quick: { params: { steps: 300, hostileWorlds: 2 }, about: '5 worlds and 2 hostile ones, 300 training steps', seconds: 6 },
    full: { params: {}, about: '5 worlds and 5 hostile ones, 1,200 training steps', seconds: 20 },
    headline: { params: { worlds: 20, hostileWorlds: 10 }, about: '20 worlds; the paper’s data sets are real recordings and are not run here', seconds: 70 },
  },
  checks: [
    { id: 'gain-log-loss', claim: 'The gate lowers log loss against the best fixed weight by at least 0.12.', metric: 'gainLogLoss', op: '>=', bound: 0.12, boundFrom: `${CARD}; measured there .219 ± .018` },
    { id: 'gain-accuracy', claim: 'The gate raises accuracy against the best fixed weight by at least 0.03.', metric: 'gainAccuracy', op: '>=', bound: 0.03, boundFrom: `${CARD}; measured there .065 ± .008, .049 after 300 steps` },
    { id: 'fallback', claim: 'Where the context is wrong the gate loses at most 0.03 accuracy against sound alone.', metric: 'badZoneGateLoss', op: '<=', bound: 0.03, boundFrom: `${CARD}; measured there 0 to .020` },
    { id: 'fixed-weight-suffers', claim: 'There the fixed weight loses at least 0.08.', metric: 'badZoneFixedLoss', op: '>=', bound: 0.08, boundFrom: `${CARD}; measured there .114 to .199` },
    { id: 'trusts-good-context', claim: 'Mean weight where the context is right is at least 0.8.', metric: 'weightGood', op: '>=', bound: 0.8, boundFrom: `${CARD}; measured there 1.02, least .96` },
    { id: 'ignores-bad-context', claim: 'Mean weight where the context is wrong is at most 0.2.', metric: 'weightBad', op: '<=', bound: 0.2, boundFrom: `${CARD}; measured there .05, most .09` },
    { id: 'hostile-fallback', claim: 'With every context wrong the gate loses at most 0.02 accuracy against sound alone.', metric: 'hostileGateLoss', op: '<=', bound: 0.02, boundFrom: `${CARD}; measured there 0 to .012` },
    { id: 'hostile-product', claim: 'There the plain product with the prior loses at least 0.2.', metric: 'hostileProductLoss', op: '>=', bound: 0.2, boundFrom: `${CARD}; measured there .27 or more` },
    { id: 'exact-fallback', claim: 'With weight 0 and temperature 1 every prediction is that of the sound alone: samples that differ.', metric: 'fallbackMismatches', op: '<=', bound: 0, boundFrom: 'the formula: the context’s term is then zero' },
    { id: 'contained', claim: 'The context never moves a logit by more than W·|log ε|: the largest move as a share of that.', metric: 'containment', op: '<=', bound: 1, boundFrom: 'the formula: weights lie below W and probabilities below 1' },
  ],
  controls: [
    {
      id: 'shuffled-features',
      label: 'Give the gate another sample’s features',
      about: 'The gate must know which sample it weighs; with shuffled features it can only be one fixed weight.',
      breaks: ['gain-log-loss', 'gain-accuracy', 'fallback', 'trusts-good-context', 'ignores-bad-context'],
    },
  ],
  claims: [
    {
      id: 'adaptive-beats-fixed',
      claim: 'Weighting the context per sample beats fixed-weight fusion.',
      where: 'abstract',
      metric: 'gainAccuracy',
      measure: 'gain in accuracy over the trained fixed weight',
      verdict: (m) => (m.gainAccuracy >= 0.03 && m.gainLogLoss >= 0.12 ? 'reproduced' : m.gainAccuracy > 0 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'beats-audio',
      claim: 'Fusion beats the sound alone even where the context is weak.',
      where: 'abstract',
      metric: 'gainOverAudio',
      measure: 'gain in accuracy over sound alone',
      verdict: (m) => (m.gainOverAudio > 0.02 ? 'reproduced' : m.gainOverAudio > 0 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'contained-risk',
      claim: 'The influence of the context is bounded and the sound-only classifier stays reachable.',
      where: 'abstract',
      metric: 'hostileGateLoss',
      measure: 'accuracy lost with every context wrong',
      verdict: (m) => (m.containment <= 1 && m.fallbackMismatches === 0 && m.hostileGateLoss <= 0.02 ? 'reproduced' : 'in part'),
    },
    {
      id: 'uncertainty-statistics',
      claim: 'The gate estimates how reliable the context is from uncertainty and informativeness statistics.',
      where: 'abstract',
      metric: 'gainLogLoss_statistics',
      measure: 'gain in log loss with the six statistics alone; place and season alone bring nearly all',
      // Shares of a gain: where the gate gains nothing, its statistics cannot be what brings it.
      verdict: (m) => (m.gainLogLoss < 0.12 || m.gainLogLoss_statistics < 0.2 * m.gainLogLoss ? 'not at this scale' : m.gainLogLoss_statistics >= 0.5 * m.gainLogLoss ? 'reproduced' : 'in part'),
    },
    { id: 'cbi', claim: 'State of the art on CBI, and competitive on subsets of BirdSet.', where: 'abstract', verdict: 'not tested' },
  ],
  figures: [
    {
      id: 'map-of-weights',
      title: 'How much the context counts, on the map',
      caption: 'Test samples of one world by place; the stronger the red, the more the gate trusts their context. West of the line the context offered is wrong.',
      alt: 'Left of a vertical line nearly all weights are close to zero; right of it they are close to one.',
      plot: {
        width: 520,
        height: 440,
        x: { label: 'longitude', domain: [-1, 1] },
        y: { label: 'latitude', domain: [-1, 1] },
        opacity: { domain: [0, 1.5], range: [0.12, 1], clamp: true },
        marks: [
          { mark: 'frame', options: { stroke: '@rule' } },
          { mark: 'dot', data: 'map', options: { x: 'lon', y: 'lat', fill: '@method', fillOpacity: 'w', r: 3 } },
          { mark: 'ruleX', data: 'map', where: { zone: 'bad' }, options: { x: 'lon', stroke: '@ink', strokeDasharray: '4 3' }, transform: { name: 'selectMaxX' } },
        ],
      },
      thumbnail: {
        width: 248,
        height: 150,
        margin: 4,
        axis: null,
        opacity: { domain: [0, 1.5], range: [0.12, 1], clamp: true },
        marks: [
          { mark: 'dot', data: 'map', options: { x: 'lon', y: 'lat', fill: '@method', fillOpacity: 'w', r: 2 } },
        ],
      },
    },
    {
      id: 'accuracy-by-method',
      title: 'Accuracy by method',
      caption: 'Means over worlds. The gate that sees only uncertainty statistics gains little: in this world it is the place that tells.',
      alt: 'The gate has the highest accuracy; sound alone, the fixed weight and the shuffled gate are lower; the prior alone is far lower.',
      plot: {
        height: 320,
        marginLeft: 150,
        x: { label: 'accuracy', grid: true },
        y: { label: null },
        color: { domain: ['gate', 'gate with less', 'baseline'], range: ['@method', '@control', '@baseline'] },
        marks: [
          { mark: 'barX', data: 'methods', options: { x: 'accuracy', y: 'method', fill: 'kind', sort: { y: '-x' } } },
          { mark: 'ruleX', data: [0] },
        ],
      },
    },
    {
      id: 'log-loss-by-method',
      title: 'Log loss by method',
      caption: 'Means over worlds; lower is better. The prior alone is left out of view where it is worse than 3.',
      alt: 'The gate has the lowest log loss, followed by the gate with place and season only.',
      plot: {
        height: 320,
        marginLeft: 150,
        x: { label: 'log loss (nats)', grid: true, domain: [0, 3] },
        y: { label: null },
        color: { domain: ['gate', 'gate with less', 'baseline'], range: ['@method', '@control', '@baseline'] },
        marks: [
          { mark: 'barX', data: 'methods', options: { x: 'logLoss', y: 'method', fill: 'kind', sort: { y: 'x' }, clip: true } },
          { mark: 'ruleX', data: [0] },
        ],
      },
    },
    {
      id: 'weights',
      title: 'The gate’s weights',
      caption: 'Test samples of one world. On noisy recordings good context counts for more.',
      alt: 'Weights in the badly surveyed zone are near zero; in the good zone they lie around one, higher for noisy recordings.',
      plot: {
        height: 340,
        x: { label: 'weight of the context' },
        y: { label: 'samples', grid: true },
        color: { domain: ['badly surveyed', 'good, clear sound', 'good, noisy sound', 'your samples'], range: ['@baseline', '@method', '@third', '@second'], legend: true },
        marks: [{ mark: 'rectY', data: 'weights', transform: { name: 'binX', outputs: { y: 'count' } }, options: { x: 'w', fill: 'group', fillOpacity: 0.75 } }],
      },
    },
  ],
  explorers: [oneRecording],
  references: [
    { text: 'Ovanger, Harris, Keitt: Adaptive Evidence Weighting for Audio-Spatiotemporal Fusion, 2026', url: 'https://arxiv.org/abs/2602.03817' },
    { text: 'The authors’ code', url: 'https://github.com/leharris3/birdnoise' },
  ],
  // Float32 training in WebAssembly repeats exactly; the world's random numbers use Math.log and Math.cos.
  tolerance: { default: 0.02, fallbackMismatches: 0 },
  data: ownData,
  run: () => import('./run.ts'),
})
