/** The API as a table: the documentation page and `/openapi.json` are both made from it. */
import { z } from 'zod'
import { dailyParams, hfSearchParams, papersParams, searchParams } from './params.ts'

export interface Endpoint {
  path: string
  summary: string
  params?: z.ZodObject
  /** The parameter in the path. */
  pathParam?: { name: string; description: string }
  example: string
  /** What the answer is, in words. */
  answer: string
}

export const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/api/search',
    summary: 'Search with everything the search page can do',
    params: searchParams,
    example: '/api/search?q=grokking+author:tian&limit=5',
    answer: 'What was understood of the query, the number of results, and a page of them with scores and the reasons they were found.',
  },
  {
    path: '/api/daily_papers',
    summary: 'The papers of a day, week or month; without one, the newest',
    params: dailyParams,
    example: '/api/daily_papers?date=2026-04-14',
    answer: 'An array, ordered by upvotes within a period, in the shape of Hugging Face Daily Papers. A `Link` header names the next page.',
  },
  {
    path: '/api/papers',
    summary: 'All papers, newest first',
    params: papersParams,
    example: '/api/papers?limit=10',
    answer: 'An array. A `Link` header names the next page.',
  },
  {
    path: '/api/papers/search',
    summary: 'Search, in the shape of Hugging Face',
    params: hfSearchParams,
    example: '/api/papers/search?q=grokking',
    answer: 'An array of the same items as the daily papers.',
  },
  {
    path: '/api/papers/{id}',
    summary: 'One paper',
    pathParam: { name: 'id', description: 'An identifier in any form: 2508.01832, cs/0112017, doi:10.1145/3292500' },
    example: '/api/papers/2509.21519',
    answer: 'The paper; with `?field=comments` its comments as well.',
  },
]

interface Parameter {
  name: string
  in: 'query' | 'path'
  required: boolean
  description?: string
  schema: Record<string, unknown>
}

/** The query parameters of an endpoint, as JSON Schema. */
export function parametersOf(endpoint: Endpoint): Parameter[] {
  const path: Parameter[] = endpoint.pathParam
    ? [{ name: endpoint.pathParam.name, in: 'path', required: true, description: endpoint.pathParam.description, schema: { type: 'string' } }]
    : []
  if (!endpoint.params) return path
  const schema = z.toJSONSchema(endpoint.params, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Record<string, unknown>> }
  const query = Object.entries(schema.properties ?? {}).map(([name, property]): Parameter => {
    const { description, ...rest } = property
    return { name, in: 'query', required: false, ...(description ? { description: String(description) } : {}), schema: rest }
  })
  return [...path, ...query]
}

/** https://spec.openapis.org/oas/v3.1.0 */
export function openApi(origin: string, version: string): Record<string, unknown> {
  const refused = { description: 'One sentence says what is wrong.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }
  const paths = Object.fromEntries(
    ENDPOINTS.map((endpoint) => [
      endpoint.path,
      {
        get: {
          summary: endpoint.summary,
          parameters: parametersOf(endpoint),
          responses: { 200: { description: endpoint.answer, content: { 'application/json': {} } }, 400: refused, 404: refused },
        },
      },
    ]),
  )
  return {
    openapi: '3.1.0',
    info: { title: 'Offprint', version, description: 'Daily papers, found and fed. Every list page is also JSON, RSS, Atom and Markdown by its suffix.' },
    servers: [{ url: origin }],
    paths,
    components: { schemas: { Error: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } } } },
  }
}
