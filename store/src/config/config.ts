/**
 * The configuration: one typed table. Every option is an environment variable; every secret may also be given as
 * `NAME_FILE`, the path of a file that holds it (as container platforms mount them).
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { StoreError } from '../errors.ts'

export interface ConfigOption<T = unknown> {
  /** The environment variable. */
  name: string
  default: T
  schema: z.ZodType<T, string>
  /** Never printed; also read from `NAME_FILE`. */
  secret: boolean
  help: string
}

const option = <T>(name: string, fallback: T, schema: z.ZodType<T, string>, help: string, secret = false): ConfigOption<T> => ({
  name,
  default: fallback,
  schema,
  secret,
  help,
})

const text = z.string()
const port = z.string().regex(/^\d{1,5}$/, 'must be a port number').transform(Number).pipe(z.number().int().min(0).max(65_535))
const count = z.string().regex(/^\d{1,9}$/, 'must be a whole number').transform(Number)
const address = z.string().refine((value) => value === '' || /^https?:\/\/[^/\s]+$/.test(value.replace(/\/$/, '')), 'must look like https://papers.example.org, without a path').transform((value) => value.replace(/\/$/, ''))
const smtp = z.string().refine((value) => value === '' || /^smtps?:\/\//.test(value), 'must begin with smtp:// or smtps://')
const database = z.string().refine((value) => value === '' || /^postgres(ql)?:\/\//.test(value), 'must begin with postgres:// (empty: SQLite in the data folder)')
const list = z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean))
const flag = z.enum(['0', '1', 'false', 'true', 'no', 'yes', '']).transform((value) => ['1', 'true', 'yes'].includes(value))
const level = z.enum(['silent', 'error', 'warn', 'info', 'debug'])

const OPTIONS = {
  port: option('PORT', 3000, port, 'The port the site listens on; 0 lets the system choose.'),
  host: option('HOST', '127.0.0.1', text, 'The address the site listens on; 0.0.0.0 for every network of the machine.'),
  origin: option('ORIGIN', '', address, 'The public address, as readers type it. Empty: taken from each request.'),
  data: option('OFFPRINT_DATA', './data', text, 'The data folder: database, search index, secret, outbox.'),
  databaseUrl: option('DATABASE_URL', '', database, 'Empty: SQLite in the data folder. postgres://…: PostgreSQL.', true),
  secret: option('OFFPRINT_SECRET', '', text, 'Signs cookies and mail links. Empty: made once and kept in the data folder.', true),
  smtpUrl: option('SMTP_URL', '', smtp, 'Where mail is handed in. Empty: mails are written to data/outbox.', true),
  mailFrom: option('MAIL_FROM', 'Offprint <offprint@localhost>', text, 'The sender of mails.'),
  contact: option('OFFPRINT_CONTACT', '', text, 'A mail address or page, sent to sources in the User-Agent.'),
  sources: option('OFFPRINT_SOURCES', [] as string[], list, 'Sources to harvest, by name: arxiv:cs:cs:LG, hf, …'),
  semanticScholarKey: option('SEMANTIC_SCHOLAR_KEY', '', text, 'A key of Semantic Scholar; with one, papers are enriched from there. Empty: never asked.', true),
  apiLimit: option('OFFPRINT_API_LIMIT', 15_000, count, 'Requests to the API that one client may make in five minutes: half of what two cores answer. 0: no limit.'),
  clientHeader: option('OFFPRINT_CLIENT_HEADER', '', text, 'The header in which a proxy in front of the site names the client, such as X-Forwarded-For. Empty: no proxy.'),
  jobs: option('OFFPRINT_JOBS', true, flag, 'Whether this process runs scheduled jobs.'),
  logLevel: option('LOG_LEVEL', 'info', level, 'silent, error, warn, info or debug.'),
} as const

type Options = typeof OPTIONS
export type Config = { [K in keyof Options]: Options[K] extends ConfigOption<infer T> ? T : never }

/** The table in print order. */
export const CONFIG_OPTIONS: readonly (ConfigOption & { key: keyof Config })[] = Object.entries(OPTIONS).map(([key, value]) => ({
  key: key as keyof Config,
  ...(value as ConfigOption),
}))

export interface ConfigValue {
  name: string
  /** As text; `(set)` for a secret that has one. */
  value: string
  default: string
  from: 'default' | 'environment' | 'file'
  secret: boolean
  help: string
}

/**
 * Reads the configuration from an environment. Relative data folders are relative to the working directory.
 * @throws StoreError naming the variable and what it must look like
 */
export function readConfig(env: Record<string, string | undefined>): { config: Config; values: ConfigValue[] } {
  const config: Record<string, unknown> = {}
  const values: ConfigValue[] = []
  for (const entry of CONFIG_OPTIONS) {
    const { raw, from } = readRaw(entry, env)
    const value = raw === undefined ? entry.default : parse(entry, raw)
    config[entry.key] = entry.key === 'data' ? resolve(String(value)) : value
    values.push({
      name: entry.name,
      value: entry.secret ? (value ? '(set)' : '') : show(config[entry.key]),
      default: show(entry.default),
      from,
      secret: entry.secret,
      help: entry.help,
    })
  }
  return { config: config as Config, values }
}

function readRaw(entry: ConfigOption, env: Record<string, string | undefined>): { raw?: string; from: ConfigValue['from'] } {
  const direct = env[entry.name]
  const file = entry.secret ? env[`${entry.name}_FILE`] : undefined
  if (direct !== undefined && file !== undefined) {
    throw new StoreError(`${entry.name} and ${entry.name}_FILE are both set; keep one of them.`)
  }
  if (file !== undefined) {
    try {
      return { raw: readFileSync(file, 'utf8').trim(), from: 'file' }
    } catch (error) {
      throw new StoreError(`${entry.name}_FILE names ${file}, which cannot be read (${(error as { code?: string }).code ?? 'unknown reason'}).`)
    }
  }
  return direct === undefined ? { from: 'default' } : { raw: direct.trim(), from: 'environment' }
}

function parse(entry: ConfigOption, raw: string): unknown {
  const parsed = entry.schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const shown = entry.secret ? 'its value' : `"${raw}"`
  throw new StoreError(`${entry.name}: ${shown} will not do: ${parsed.error.issues[0].message}.`)
}

const show = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : String(value))
