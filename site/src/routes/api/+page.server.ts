import { ENDPOINTS, parametersOf } from '#lib/api/openapi.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = () => ({
  endpoints: ENDPOINTS.map(({ params: _params, ...endpoint }, index) => ({
    ...endpoint,
    parameters: parametersOf(ENDPOINTS[index]).map(({ name, description, schema }) => ({ name, description: description ?? '', usual: schema.default === undefined ? '' : String(schema.default) })),
  })),
})
