import { fail, redirect } from '@sveltejs/kit'
import { localPath } from '#lib/server/local-path.ts'
import { hasOwnerToken, signInOwner, signOutOwner } from '#lib/server/owner.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ owner: await hasOwnerToken(event), to: localPath(event.url.searchParams.get('to') ?? '/admin') })

export const actions: Actions = {
  in: async ({ request, cookies, url }) => {
    const form = await request.formData()
    if (!(await signInOwner(String(form.get('token') ?? ''), cookies, url.protocol === 'https:'))) return fail(403, { wrong: true })
    redirect(303, localPath(form.get('to')))
  },
  out: ({ cookies, url }) => {
    signOutOwner(cookies, url.protocol === 'https:')
    redirect(303, '/')
  },
}
