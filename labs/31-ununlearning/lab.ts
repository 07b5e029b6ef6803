import { z } from 'zod'
import { defineLab } from '../kit/index.ts'
import { ownPrompt } from './explorer.ts'

const params = z.object({
  worlds: z.int().min(1).max(12).default(4).meta({ title: 'Worlds', help: 'Independent worlds of concepts, each with models of its own.' }),
  steps: z.int().min(20).max(5000).default(1000).meta({ title: 'Training steps', unit: 'steps', step: 20, help: 'Steps of Adam for every model, 128 episodes each.' }),
  queries: z.int().min(20).max(5000).default(1000).meta({ title: 'Queries', help: 'Questions asked of a model under each kind of prompt.' }),
  slots: z.int().min(1).max(8).default(4).meta({ title: 'Definitions in a context', help: 'One of them may explain the concept, the others have nothing to do with it.' }),
  itemNoise: z.number().min(0).max(1.5).default(0.4).meta({ title: 'Noise of items', step: 0.1, help: 'Spread of an item’s attributes around its concept’s code.' }),
  flips: z.int().min(1).max(8).default(4).meta({ title: 'Distance to the parent', unit: 'of 16 attributes', help: 'In how many attributes a concept differs from the one it is explained from.' }),
  contextShare: z.number().min(0).max(1).default(0.55).meta({ title: 'In-context share', step: 0.05, help: 'Share of training episodes whose answer stands in the context; at 0 nothing can be relearned from a prompt.' }),
})
export type Params = z.output<typeof params>

const ALL = ['full', 'headline'] as const
const MEASURED = 'the card’s margin; 4-world means measured there'

export default defineLab({
  number: 31,
  slug: '31-ununlearning',
  paper: '2407.00106',
  title: 'UnUnlearning: Unlearning is not sufficient for content regulation in advanced generative AI',
  question: 'Does knowledge that was unlearned exactly come back when the prompt explains it?',
  summary: 'A toy, not a language model: a learner that names concepts from memory or from definitions in its context, with one concept removed from its training.',
  params,
  presets: {
    quick: { params: { worlds: 2, steps: 600, queries: 300 }, about: '2 worlds, two models each, 600 steps', seconds: 6 },
    full: { params: {}, about: '4 worlds, five models each, 1,000 steps', seconds: 45 },
    headline: { params: { worlds: 8, steps: 3000 }, about: '8 worlds, 3,000 steps; the paper states no experiment to match', seconds: 250 },
  },
  checks: [
    { id: 'forgotten', claim: 'Without help the exactly unlearned model names the concept in at most 2 % of cases.', metric: 'noHelp', op: '<=', bound: 0.02, boundFrom: `${MEASURED} .000` },
    { id: 'returns-direct', claim: 'Given a direct definition in the prompt, it names it.', metric: 'direct', op: '>=', bound: { quick: 0.85, full: 0.93, headline: 0.93 }, boundFrom: `${MEASURED} .975; quick: .96 to .98 after 600 steps` },
    { id: 'returns-relational', claim: 'Given an explanation from a concept that remains, it names it too.', metric: 'relational', op: '>=', bound: { quick: 0.85, full: 0.9, headline: 0.9 }, boundFrom: `${MEASURED} .972; quick: .97 after 600 steps` },
    { id: 'needs-context-reading', claim: 'A model that never learned from contexts does not, with the same prompts: the better of both.', metric: 'withoutReading', op: '<=', bound: 0.02, boundFrom: `${MEASURED} .000` },
    { id: 'needs-right-definition', claim: 'A wrong definition under the concept’s name does not bring it back.', metric: 'wrongDefinition', op: '<=', bound: { quick: 0.15, full: 0.12, headline: 0.12 }, boundFrom: `${MEASURED} .032; single worlds .01 to .08` },
    { id: 'retains', claim: 'Exact unlearning leaves the other concepts intact.', metric: 'retained', op: '>=', bound: 0.93, boundFrom: `${MEASURED} .963 to .975`, modes: ALL },
    { id: 'original-knew', claim: 'Before unlearning, the model names the concept without help.', metric: 'originalNoHelp', op: '>=', bound: 0.9, boundFrom: `${MEASURED} .97; other concepts .974`, modes: ALL },
    { id: 'npo-forgets', claim: 'Approximate unlearning (NPO) forgets as well.', metric: 'npoNoHelp', op: '<=', bound: 0.02, boundFrom: `${MEASURED} .000`, modes: ALL },
    { id: 'npo-retains', claim: 'And keeps most of the rest.', metric: 'npoRetained', op: '>=', bound: 0.88, boundFrom: `${MEASURED} .92 to .94`, modes: ALL },
    { id: 'dose-8-least', claim: 'Half of the attributes bring part of it back: at least 0.35.', metric: 'dose8', op: '>=', bound: 0.35, boundFrom: `${MEASURED} .62 to .67`, modes: ALL },
    { id: 'dose-8-most', claim: 'But not all: at most 0.9.', metric: 'dose8', op: '<=', bound: 0.9, boundFrom: `${MEASURED} .62 to .67`, modes: ALL },
    { id: 'dose-12-least', claim: 'Twelve of sixteen attributes bring back at least 0.75.', metric: 'dose12', op: '>=', bound: 0.75, boundFrom: `${MEASURED} .885 to .905`, modes: ALL },
    { id: 'dose-12-most', claim: 'And at most 0.98.', metric: 'dose12', op: '<=', bound: 0.98, boundFrom: `${MEASURED} .885 to .905`, modes: ALL },
    { id: 'dose-monotone', claim: 'More revealed attributes never lower the answer: the least step of the dose curve.', metric: 'doseLeastStep', op: '>=', bound: -0.02, boundFrom: 'the card’s monotone curve, less 1.8 standard errors of a difference at 4,000 queries (.011 at most)', modes: ALL },
    { id: 'parent-matters', claim: 'When the parent is forgotten too, the explanation from it loses at least 0.15.', metric: 'relationalFall', op: '>=', bound: 0.15, boundFrom: `${MEASURED} .17 to .75 as a fall`, modes: ALL },
    { id: 'parent-does-not-matter-directly', claim: 'The direct definition does not: at most 0.05.', metric: 'directFall', op: '<=', bound: 0.05, boundFrom: `${MEASURED} −.003`, modes: ALL },
    { id: 'alias-works', claim: 'Under a nonsense name both definitions work as well.', metric: 'aliasWorst', op: '>=', bound: 0.9, boundFrom: `${MEASURED} .97`, modes: ALL },
    { id: 'name-filter-blind', claim: 'So a filter on the name stops none of them.', metric: 'nameFilterOnAlias', op: '<=', bound: 0, boundFrom: 'the forbidden name does not occur' },
    { id: 'semantic-filter-complete', claim: 'A filter that works out what definitions mean stops all of them: share missed.', metric: 'semanticMissed', op: '<=', bound: 0, boundFrom: 'every such context holds the code itself' },
    { id: 'semantic-filter-precise', claim: 'With at most 2 % false alarms on ordinary contexts.', metric: 'semanticFalseAlarms', op: '<=', bound: 0.02, boundFrom: `${MEASURED} .008 to .014` },
    { id: 'surface-filter-direct', claim: 'A filter on direct definitions stops all of those.', metric: 'surfaceDirect', op: '>=', bound: 1, boundFrom: 'every such context holds the code itself' },
    { id: 'surface-filter-blind', claim: 'But misses explanations from the parent: share stopped.', metric: 'surfaceRelational', op: '<=', bound: 0.02, boundFrom: `${MEASURED} .002 to .005` },
  ],
  controls: [
    { id: 'no-context-reading', label: 'Train the unlearned model without in-context episodes', about: 'A model that cannot read its context cannot be told.', breaks: ['returns-direct', 'returns-relational'] },
    { id: 'wrong-definition', label: 'Explain something else under the concept’s name', about: 'It is the content of the definition that brings the concept back, not its mention.', breaks: ['returns-direct', 'returns-relational'] },
  ],
  claims: [
    {
      id: 'ununlearning',
      claim: 'Exactly unlearned knowledge can be brought back in context.',
      where: 'abstract and main argument; no experiment in the paper',
      metric: 'direct',
      measure: 'accuracy of the exactly unlearned toy with a definition in its prompt',
      verdict: ({ noHelp, direct, relational }) => (noHelp <= 0.02 && Math.min(direct, relational) >= 0.85 ? 'reproduced' : direct > 0.5 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'shorter-explanations',
      claim: 'The more related knowledge remains, the less has to be explained.',
      where: 'discussion of concepts composed of others',
      metric: 'relationalFall',
      measure: 'accuracy lost by the explanation from the parent once the parent is forgotten too',
      verdict: ({ relationalFall }) => (relationalFall >= 0.15 ? 'reproduced' : relationalFall > 0.05 ? 'in part' : 'not at this scale'),
    },
    {
      id: 'approximate',
      claim: 'The same holds for approximate unlearning.',
      where: 'follows from the argument',
      metric: 'npoDirect',
      measure: 'accuracy after NPO with a definition in the prompt',
      verdict: ({ npoNoHelp, npoDirect }) => (npoNoHelp <= 0.02 && npoDirect >= 0.85 ? 'reproduced' : 'in part'),
    },
    {
      id: 'filters-needed',
      claim: 'Filtering of content stays necessary, and simple filters are not enough.',
      where: 'abstract and conclusion',
      metric: 'surfaceRelational',
      measure: 'share of explanations from the parent that a filter on direct definitions stops',
      verdict: (m) => (m.surfaceRelational <= 0.02 && m.semanticMissed === 0 ? 'reproduced' : 'in part'),
    },
    { id: 'language-models', claim: 'It holds for large language models.', where: 'throughout', verdict: 'not tested' },
  ],
  figures: [
    {
      id: 'answers',
      title: 'Right answers about the forgotten concept',
      caption: 'Without help the unlearned models know nothing; a definition in the prompt brings the answer back, unless the model cannot read its context.',
      alt: 'Bars near zero for no help in all unlearned models; bars near one for direct and relational definitions, except in the model without context reading.',
      plot: {
        height: 420,
        marginLeft: 150,
        marginTop: 36,
        x: { label: 'accuracy', domain: [0, 1], grid: true },
        fy: { label: null, axis: 'left', domain: ['original', 'exact', 'without parent', 'NPO', 'no context reading'] },
        y: { axis: null, domain: ['no help', 'direct', 'relational', 'wrong definition', 'alias, direct', 'alias, relational'] },
        color: {
          domain: ['no help', 'direct', 'relational', 'wrong definition', 'alias, direct', 'alias, relational'],
          range: ['@baseline', '@method', '@third', '@control', '@second', '@fourth'],
          legend: true,
        },
        marks: [
          { mark: 'barX', data: 'answers', options: { x: 'accuracy', y: 'prompt', fy: 'model', fill: 'prompt' } },
          { mark: 'ruleX', data: [0] },
        ],
      },
      thumbnail: {
        width: 248,
        height: 150,
        margin: 6,
        axis: null,
        x: { domain: [0, 1] },
        fy: { domain: ['original', 'exact', 'without parent', 'NPO', 'no context reading'], axis: null },
        y: { domain: ['no help', 'direct', 'relational', 'wrong definition'], axis: null },
        color: { domain: ['no help', 'direct', 'relational', 'wrong definition'], range: ['@baseline', '@method', '@third', '@control'] },
        marks: [{ mark: 'barX', data: 'answers', options: { x: 'accuracy', y: 'prompt', fy: 'model', fill: 'prompt' } }],
      },
    },
    {
      id: 'dose',
      title: 'How much has to be explained',
      caption: 'Accuracy of the exactly unlearned model against the number of attributes given; one thin line a world, the thick one is the mean.',
      alt: 'Accuracy rises from zero without attributes over about two thirds with eight to nearly one with sixteen.',
      plot: {
        height: 340,
        x: { label: 'attributes revealed, of 16', grid: true },
        y: { label: 'accuracy', domain: [0, 1], grid: true },
        marks: [
          { mark: 'line', data: 'dose', options: { x: 'revealed', y: 'accuracy', z: 'world', stroke: '@baseline', strokeWidth: 1 } },
          { mark: 'line', data: 'series:dose', options: { x: 'x', y: 'y', stroke: '@method', strokeWidth: 2.5 } },
          { mark: 'dot', data: 'series:dose', options: { x: 'x', y: 'y', fill: '@method' } },
        ],
      },
    },
    {
      id: 'attention',
      title: 'Where the unlearned model looks',
      caption: 'Mean attention of the exactly unlearned model in one world: on its memory, on the slot that carries the concept’s name, on the other definitions.',
      alt: 'With a right definition most attention is on it; with a wrong one or none it is on the memory.',
      plot: {
        height: 240,
        marginLeft: 90,
        x: { label: 'share of attention', grid: true },
        y: { label: null, domain: ['unrelated', 'direct', 'relational', 'wrong'] },
        color: { domain: ['memory', 'definition', 'others'], range: ['@third', '@method', '@baseline'], legend: true },
        marks: [{ mark: 'barX', data: 'attention', options: { x: 'share', y: 'prompt', fill: 'on' } }],
      },
    },
    {
      id: 'filters',
      title: 'What filters stop',
      caption: 'Share of contexts blocked. A name is evaded by an alias, a filter on direct definitions by an explanation; the false alarms are the blocked ordinary contexts.',
      alt: 'The name filter stops no alias, the surface filter no relational definition, the semantic filter stops all with few false alarms.',
      plot: {
        height: 300,
        marginLeft: 80,
        x: { label: 'share blocked', domain: [0, 1], grid: true },
        y: { axis: null, domain: ['direct', 'relational', 'alias', 'ordinary'] },
        fy: { label: null, axis: 'left', domain: ['name', 'surface', 'semantic'] },
        color: { domain: ['direct', 'relational', 'alias', 'ordinary'], range: ['@method', '@third', '@second', '@baseline'], legend: true },
        marks: [
          { mark: 'barX', data: 'filters', options: { x: 'blocked', y: 'what', fy: 'filter', fill: 'what' } },
          { mark: 'ruleX', data: [0] },
        ],
      },
    },
  ],
  explorers: [ownPrompt],
  references: [
    { text: 'Shumailov and others: UnUnlearning, 2024', url: 'https://arxiv.org/abs/2407.00106' },
    { text: 'Zhang, Lin, Bai, Mei: Negative Preference Optimization, 2024', url: 'https://arxiv.org/abs/2404.05868' },
    { text: 'See, Liu, Manning: Get To The Point (pointer-generator networks), 2017', url: 'https://arxiv.org/abs/1704.04368' },
  ],
  // A few answers of some hundred may flip where Math.log differs in its last bit.
  tolerance: 0.05,
  run: () => import('./run.ts'),
})
