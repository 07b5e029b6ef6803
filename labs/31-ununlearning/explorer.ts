/** Write the prompt yourself: a definition of the forgotten concept, put together attribute by attribute. */
import { z } from 'zod'
import { defineExplorer, pattern } from '../kit/index.ts'

/** The models a run keeps, as the explorer offers them; the second is the control. */
export const KEPT_MODELS = { exact: 'exactly unlearned', 'no context reading': 'never learned to read its context' } as const

const ATTRIBUTES = 16
const CONCEPTS = 24
const NAMES = 48

const knobs = z.object({
  definition: pattern(ATTRIBUTES, { r: 'said rightly', w: 'said wrongly', '.': 'left open' }, {
    title: 'What the prompt says of its 16 attributes',
    help: 'Each attribute of the forgotten concept, said rightly, said wrongly, or left open.',
  }).default('r'.repeat(ATTRIBUTES)),
  form: z.enum(['attribute by attribute', 'as a change of another concept']).default('attribute by attribute').meta({ title: 'How it is said', help: 'A change of another concept names only the attributes in which the two differ.' }),
  parent: z.int().min(1).max(CONCEPTS - 1).default(1).meta({ title: 'The other concept', help: 'Concept 1 is the closest; the others have nothing in common with it but by chance.' }),
  name: z.int().min(0).max(NAMES - 1).default(0).meta({ title: 'Name given to it', help: `0 is its own; to ${CONCEPTS - 1} those of other concepts; from ${CONCEPTS} words without a meaning.` }),
  noise: z.number().min(0).max(1.5).default(0.4).meta({ title: 'Noise of the items', step: 0.05, help: 'Spread of the attributes of the items shown.' }),
  model: z.enum(Object.values(KEPT_MODELS) as [string, ...string[]]).default(KEPT_MODELS.exact).meta({ title: 'Model', help: 'The second is the control: unlearned alike, but it never met an answer in its context.' }),
})
export type Knobs = z.output<typeof knobs>

export const ownPrompt = defineExplorer({
  id: 'own-prompt',
  title: 'Write the prompt yourself',
  invitation: 'Bring back a concept that the model has never met. Leave attributes of its definition open, say some wrongly, explain it by a neighbour, or call it by a meaningless word, and see whether the knowledge returns and which filter would have stopped you.',
  knobs,
  needs: ['model', 'world'],
  figures: [
    {
      id: 'answers-to-prompt',
      title: 'What the model answers',
      caption: 'Mean probability of its six likeliest names for items of the forgotten concept, and where each comes from: the model’s memory, your definition, or the other definitions in the prompt.',
      alt: 'Bars for the six likeliest names, divided by whether the answer comes from memory, from the definition written, or from others.',
      plot: {
        width: 440,
        height: 290,
        marginLeft: 112,
        x: { label: 'probability', domain: [0, 1], grid: true },
        y: { label: null },
        color: { domain: ['your definition', 'memory', 'other definitions'], range: ['@method', '@third', '@baseline'], legend: true },
        marks: [
          { mark: 'barX', data: 'prompt answers', options: { x: 'probability', y: 'name', fill: 'from', sort: { y: '-x' } } },
          { mark: 'ruleX', data: [0], options: { stroke: '@soft' } },
        ],
      },
    },
  ],
  load: () => import('./explore.ts'),
})
