/** `offprint paper ID`: one paper, in any of its forms. */
import { citePaper, findPaperByAnyId, isArxivId, parsePaperId, toExport, type Paper } from '@offprint/catalogue'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { globals, withCatalogue } from '../context.ts'
import { UsageError } from '../exit.ts'

const FORMATS = ['text', 'json', 'md', 'bibtex', 'ris', 'csl'] as const
type Format = (typeof FORMATS)[number]
const TEXT_WIDTH = 88

export function paperCommand(program: Command): void {
  program
    .command('paper')
    .argument('<id>', 'in any form: 2508.01832, arXiv:cs/0112017, a DOI, a link', (value: string) => {
      if (!parsePaperId(value)) throw new InvalidArgumentError('This is no arXiv id, DOI or link to a paper.')
      return value
    })
    .description('print one paper')
    .addOption(new Option('--format <format>', 'how').choices(FORMATS).default('text'))
    .addHelpText('after', '\nExample:\n  offprint paper 2311.14646 --format bibtex')
    .action(async (id: string, options: { format: Format }, command: Command) => {
      await withCatalogue(command, async (database) => {
        const found = await findPaperByAnyId(database.db, id)
        if (!found) throw new UsageError(`The catalogue holds no paper ${parsePaperId(id)!.id}. "offprint search" may find what you mean.`)
        process.stdout.write(await render(found.paper, globals(command).json ? 'json' : options.format))
      })
    })
}

async function render(paper: Paper, format: Format): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...toExport(paper), upvotes: paper.upvotes, comments: paper.comments, provenance: paper.provenance })}\n`
    case 'md':
      return markdown(paper)
    case 'text':
      return text(paper)
    default:
      return citePaper(paper, format)
  }
}

const address = (paper: Paper) => (isArxivId(paper.id) ? `https://arxiv.org/abs/${paper.id}` : paper.doi ? `https://doi.org/${paper.doi}` : undefined)
const names = (paper: Paper) => paper.authors.map((author) => author.name).join(', ')

function text(paper: Paper): string {
  const facts = [paper.id, paper.published, paper.categories.join(' '), paper.venue].filter(Boolean).join(' · ')
  const body = paper.abstract ?? (paper.summary ? `${paper.summary} (summary)` : 'No abstract is known.')
  const links = paper.links.map((link) => `${link.kind}: ${link.url}`)
  return `${[wrap(paper.title), wrap(names(paper)), facts, '', wrap(body), '', address(paper), ...links].filter((line) => line !== undefined).join('\n')}\n`
}

function markdown(paper: Paper): string {
  const heading = `# ${paper.title}\n\n${names(paper)}${paper.published ? ` · ${paper.published}` : ''}\n\n`
  const body = paper.abstract ?? (paper.summary ? `${paper.summary}\n\n*A summary; the abstract is not known here.*` : '')
  const links = [address(paper), ...paper.links.map((link) => link.url)].filter(Boolean).map((url) => `- <${url}>`)
  return `${heading}${body}\n${links.length > 0 ? `\n${links.join('\n')}\n` : ''}`
}

function wrap(paragraph: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/\s+/)) {
    if (line && line.length + word.length + 1 > TEXT_WIDTH) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].join('\n')
}
