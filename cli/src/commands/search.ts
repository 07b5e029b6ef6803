/** `offprint search QUERY`: the same answer as `/api/search`. */
import type { FoundPapers, SearchAnswer } from '@offprint/search'
import { OPERATORS, SORTS, type Sort } from '@offprint/search/operators'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { print, withSearch } from '../context.ts'
import { trainEmbedderCommand } from './search-model.ts'
import { recommendCommand } from './search-recommend.ts'

const MOST_RESULTS = 100

/** What was made of the query, one line each. */
function understood({ query }: SearchAnswer): string[] {
  return [
    ...query.notes,
    ...query.corrected.map(({ from, to }) => `No paper says “${from}”; “${to}” was searched in its place.`),
    ...(query.ignored.length > 0 ? [`Not used: ${query.ignored.join(', ')}.`] : []),
    ...(query.didYouMean ? [`Did you mean: ${query.didYouMean}`] : []),
  ]
}

const wholeNumber = (least: number, most: number) => (value: string) => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least || number > most) throw new InvalidArgumentError(`A whole number from ${least} to ${most} is wanted.`)
  return number
}

export function searchCommand(program: Command): void {
  const operators = OPERATORS.map(({ name, help, example }) => `  ${name}:`.padEnd(14) + `${help} (${example})`)
  const search = program
    .command('search')
    .argument('<query...>', 'words, "phrases", -exclude, operators')
    .description('search the catalogue')
    .option('--limit <n>', 'results', wholeNumber(1, MOST_RESULTS), 10)
    .option('--offset <n>', 'results to skip', wholeNumber(0, 10_000), 0)
    .addOption(new Option('--sort <order>', 'the order of results').choices(SORTS))
    .option('--explain', 'show how each score came about')
    .addHelpText('after', `\nOperators:\n${operators.join('\n')}\n\nA minus turns a word or an operator round, OR takes any of several: title:(grokking OR overfitting) -author:tian\n\nExample:\n  offprint search 'grokking author:tian after:2025'`)
    .action(async (words: string[], options: { limit: number; offset: number; sort?: Sort; explain?: boolean }, command: Command) => {
      const { papers: _papers, ...answer }: FoundPapers = await withSearch(command, async (search) => {
        await search.follow()
        return search.search({ q: words.join(' '), ...options })
      })
      print(command, answer, () => [
        ...answer.results.flatMap((result, index) => [
          `${String(options.offset + index + 1).padStart(3)}  ${result.title}`,
          `     ${[result.id, result.published, result.authors.slice(0, 3).join(', ') + (result.authors.length > 3 ? ' and others' : '')].filter(Boolean).join(' · ')}`,
          ...(options.explain ? [`     ${result.why.join(' + ')}: ${Object.entries(result.parts ?? { score: result.score }).map(([part, value]) => `${part} ${value.toPrecision(3)}`).join(', ')}`] : []),
        ]),
        answer.results.length === 0 ? 'Nothing found.' : `${answer.totalIsMore ? 'At least ' : ''}${answer.total.toLocaleString('en')} ${answer.total === 1 ? 'paper' : 'papers'} in ${answer.took_ms.toFixed(1)} ms.`,
        ...understood(answer),
      ])
    })
  trainEmbedderCommand(search)
  recommendCommand(search)
}
