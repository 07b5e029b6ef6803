/** `offprint rules`: by which rules the day's edition chooses itself. A rule is previewed before it is switched on. */
import { enableRule, listRules, previewRule, removeRule, ruleDefinition, saveRule, type RuleInput } from '@offprint/intake'
import type { Command } from 'commander'
import { print, withCatalogue, withSearch } from '../context.ts'
import { UsageError } from '../exit.ts'
import { ruleOracles } from '../rule-oracles.ts'

const EXAMPLE = `'{"categories":["cs.LG"],"keywords":["grokking"],"limit":20}'`

export function rulesCommand(program: Command): void {
  const rules = program.command('rules').description('the rules that choose the edition from what the sources bring')

  rules
    .command('list', { isDefault: true })
    .description('all rules')
    .addHelpText('after', '\nExample:\n  offprint rules')
    .action(async (_options: unknown, command: Command) => {
      const all = await withCatalogue(command, ({ db }) => listRules(db))
      print(command, all, () => (all.length === 0 ? 'There is no rule yet.' : all.map(({ id, name, enabled, definition }) => `${enabled ? 'on ' : 'off'}  ${id}  ${name}  ${JSON.stringify(definition)}`)))
    })

  rules
    .command('preview')
    .argument('<definition>', 'the rule as JSON')
    .description('what a rule would have chosen in the last fortnight')
    .addHelpText('after', `\nExample:\n  offprint rules preview ${EXAMPLE}`)
    .action(async (text: string, _options: unknown, command: Command) => {
      const today = new Date().toISOString().slice(0, 10)
      const preview = await withSearch(command, (search, { db }) => previewRule(db, readDefinition(text), today, ruleOracles(search)))
      print(command, preview, () => preview.days.flatMap(({ day, candidates, chosen }) => [`${day}: ${chosen.length} of ${candidates}`, ...chosen.map(({ id, title }) => `    ${id}  ${title}`)]))
    })

  rules
    .command('save')
    .argument('<id>', 'a short name: letters, digits, hyphens')
    .argument('<definition>', 'the rule as JSON')
    .option('--name <text>', 'what people read')
    .description('store a rule, switched off')
    .addHelpText('after', `\nExample:\n  offprint rules save grokking ${EXAMPLE} --name 'Grokking'`)
    .action(async (id: string, text: string, options: { name?: string }, command: Command) => {
      if (!/^[a-z0-9-]{1,60}$/.test(id)) throw new UsageError('The id of a rule has 1 to 60 small letters, digits or hyphens.')
      const rule = await withCatalogue(command, ({ db }) => saveRule(db, { id, name: options.name ?? id, definition: readDefinition(text), now: new Date().toISOString() }))
      print(command, rule, () => `Stored, switched off. "offprint rules enable ${id}" switches it on.`)
    })

  for (const [verb, description] of [['enable', 'let a rule choose from now on'], ['disable', 'switch a rule off'], ['remove', 'forget a rule; what it listed stays listed']] as const) {
    rules
      .command(verb)
      .argument('<id>', 'the rule')
      .description(description)
      .addHelpText('after', `\nExample:\n  offprint rules ${verb} grokking`)
      .action(async (id: string, _options: unknown, command: Command) => {
        await withCatalogue(command, async ({ db }) => {
          if (!(await listRules(db)).some((rule) => rule.id === id)) throw new UsageError(`There is no rule "${id}"; "offprint rules" lists them.`)
          await (verb === 'remove' ? removeRule(db, id) : enableRule(db, id, verb === 'enable'))
        })
        print(command, { id, done: verb }, () => `${id}: ${verb}d.`)
      })
  }
}

function readDefinition(text: string): RuleInput {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`The rule is not JSON: ${(error as Error).message}`)
  }
  return ruleDefinition.parse(value)
}
