/** RESULTS.md: each section between its marks, replaced when it is measured again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './offprint.ts'
import { replaceSection, toMarkdown, type Section } from './report.ts'

const RESULTS = join(ROOT, 'bench/RESULTS.md')
const INTRODUCTION = `# Results

Each part is written by \`npm run bench -- NAME --write\` and says where and when. "load" is the number of processes that wanted a
processor in the minute before: far above 0, the figures measure the neighbours, and only ratios and processor times count.
`

/** @param machine as `machineLine` has it */
export function keepResults(sections: readonly Section[], machine: string): void {
  const document = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : INTRODUCTION
  const measured = sections.filter((section) => !section.skipped)
  writeFileSync(RESULTS, measured.reduce((text, section) => replaceSection(text, section.name, toMarkdown({ ...section, notes: [`Measured ${machine}.`, ...section.notes] })), document))
}
