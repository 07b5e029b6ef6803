/** `offprint search recommend`: papers like those you like, from explicit ratings alone. */
import { readTaste, type Recommendation } from '@offprint/search'
import type { Command } from 'commander'
import { print, withSearch } from '../context.ts'
import { UsageError } from '../exit.ts'

interface RecommendOptions {
  like: string[]
  dislike: string[]
  author: string[]
  category: string[]
  within?: string
}

const collect = (value: string, all: string[]): string[] => [...all, ...value.split(',').map((part) => part.trim()).filter(Boolean)]

export function recommendCommand(search: Command): void {
  search
    .command('recommend')
    .description('suggest papers from those you like; nothing of other readers enters it (--limit as for search)')
    .option('--like <ids>', 'identifiers of papers, with commas', collect, [])
    .option('--dislike <ids>', 'papers you do not want more of', collect, [])
    .option('--author <names>', 'people whose newest papers you like', collect, [])
    .option('--category <names>', 'categories whose newest papers you like', collect, [])
    .option('--within <query>', 'only papers that this query selects, for instance "after:-30d cat:cs.LG"')
    .addHelpText('after', '\nExample:\n  offprint search recommend --like 2311.14646,2407.12332 --dislike 2501.00663 --within after:2025')
    .action(async (options: RecommendOptions, command: Command) => {
      const { limit } = command.optsWithGlobals<{ limit: number }>()
      const answer = await withSearch(command, async (engine, { db }) => {
        await engine.follow()
        const like = await readTaste(db, { ids: options.like, authors: options.author, categories: options.category })
        if (like.papers.length === 0) throw new UsageError('Name at least one paper, author or category of this catalogue, for instance --like 2311.14646.')
        const dislike = await readTaste(db, { ids: options.dislike })
        const found = await engine.recommend({ like: like.papers, dislike: dislike.papers, within: options.within, limit })
        return { unknown: [...like.unknown, ...dislike.unknown], results: found.map(flat) }
      })
      print(command, answer, () => [
        ...answer.results.flatMap((one, at) => [
          `${String(at + 1).padStart(3)}  ${one.title}`,
          `     ${one.id} · ${(100 * one.score).toFixed(0)} % · ${one.because.words.join(', ')}`,
          `     near ${one.because.papers[0]?.title ?? ''}`,
        ]),
        ...(answer.results.length === 0 ? ['Nothing to suggest: no other paper is selected, or the index is not built yet.'] : []),
        ...answer.unknown.map((name) => `Not in this catalogue: ${name}`),
      ])
    })
}

const flat = ({ paper, score, because }: Recommendation) => ({ id: paper.id, title: paper.title, published: paper.published ?? null, score, because })
