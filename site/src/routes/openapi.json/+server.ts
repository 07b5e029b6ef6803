import { version } from '$app/env'
import { openApi } from '#lib/api/openapi.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals }) => Response.json(openApi(locals.origin, version))
