/** The parameters of the API, each once: they validate requests and describe themselves in `/openapi.json` and `/api`. */
import { z } from 'zod'
import { BadRequest } from '../errors.ts'
import { LONGEST_QUERY, SORTS } from '../list/list-query.ts'

const page = (longest: number, usual: number) =>
  z.coerce.number().int().min(1).max(longest).default(usual).describe(`How many papers, 1 to ${longest}`)

export const dailyParams = z.object({
  date: z.string().optional().describe('The day of the edition, 2026-04-14'),
  week: z.string().optional().describe('An ISO week, 2026-W16'),
  month: z.string().optional().describe('A month, 2026-04'),
  submitter: z.string().max(200).optional().describe('Only papers that this person, import or rule listed'),
  sort: z.enum(['publishedAt', 'trending']).default('publishedAt').describe('`trending` looks at all editions and ignores the date'),
  p: z.coerce.number().int().min(0).max(100_000).default(0).describe('The page, from 0'),
  limit: page(100, 50),
})

export const papersParams = z.object({
  cursor: z.coerce.number().int().min(0).max(10_000_000).default(0).describe('From the `Link` header of the page before'),
  limit: page(100, 50),
})

export const hfSearchParams = z.object({
  q: z.string().max(250).default('').describe('What to look for'),
  limit: page(120, 120),
})

export const searchParams = z.object({
  q: z.string().max(LONGEST_QUERY).default('').describe('Words, "phrases", -exclusions and operators such as author: cat: after:'),
  limit: page(100, 20),
  offset: z.coerce.number().int().min(0).max(10_000).default(0).describe('How many results to skip'),
  sort: z.enum(SORTS).optional().describe('The order; relevance if not said'),
})

/** @throws BadRequest naming the first parameter that will not do and why */
export function readParams<T>(shape: z.ZodType<T>, params: URLSearchParams): T {
  const parsed = shape.safeParse(Object.fromEntries(params))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new BadRequest(`${issue.path.join('.') || 'query'}: ${issue.message}`)
}
