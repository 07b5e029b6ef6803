import { redirect } from '@sveltejs/kit'
import { localPath } from '#lib/server/local-path.ts'
import type { RequestHandler } from './$types'

const YEAR_S = 365 * 24 * 3600

/** Stores the reader's colours and goes back. The choice is no secret and needs no protection from scripts of the site. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData()
  const theme = form.get('theme')
  if (theme === 'light' || theme === 'dark') cookies.set('theme', theme, { path: '/', maxAge: YEAR_S, sameSite: 'lax', httpOnly: true, secure: url.protocol === 'https:' })
  else cookies.delete('theme', { path: '/', secure: url.protocol === 'https:' })
  redirect(303, localPath(form.get('back')))
}
