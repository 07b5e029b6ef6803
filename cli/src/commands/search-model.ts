/** `offprint search train-embedder`: makes the weights of the static embedder from a file of papers. */
import { InvalidArgumentError, type Command } from 'commander'
import { existsSync } from 'node:fs'
import { print } from '../context.ts'
import { UsageError } from '../exit.ts'
import { createProgress } from '../progress.ts'

interface TrainOptions {
  corpus: string
  out: string
  seed: number
}

export function trainEmbedderCommand(search: Command): void {
  search
    .command('train-embedder')
    .description('train the embedder on titles and abstracts; the same corpus and seed give the same bytes')
    .requiredOption('--corpus <file>', 'papers as JSON Lines, .gz is understood')
    .requiredOption('--out <file>', 'where the weights go')
    .option('--seed <n>', 'the seed of every random number', parseSeed, 1)
    .addHelpText('after', '\nExample:\n  offprint search train-embedder --corpus papers.jsonl.gz --out weights.bin --seed 1')
    .action(async (options: TrainOptions, command: Command) => {
      if (!existsSync(options.corpus)) throw new UsageError(`${options.corpus} does not exist.`)
      const { trainEmbedder } = await import('@offprint/search/embedder')
      const progress = createProgress('Training')
      const report = await trainEmbedder(options, (stage, done) => progress.update(done, 1, stage))
      progress.end()
      print(command, report, () => Object.entries(report).map(([key, value]) => `${key}: ${value}`))
    })
}

function parseSeed(value: string): number {
  const seed = Number(value)
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError('A seed is a whole number, zero or more.')
  return seed
}
