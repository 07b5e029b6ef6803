import { addSubscription } from '@offprint/catalogue'
import { fail, redirect } from '@sveltejs/kit'
import { siteContext } from '#lib/server/context.ts'
import type { Actions, PageServerLoad } from './$types'

/** The form stands on every edition; its own page is where it answers. */
export const load: PageServerLoad = ({ url }) => ({ stored: url.searchParams.has('stored') })

export const actions: Actions = {
  default: async ({ request }) => {
    const address = (await request.formData()).get('address')
    const text = typeof address === 'string' ? address : ''
    const { database } = await siteContext()
    const stored = await addSubscription(database, text, new Date().toISOString())
    if (!stored) return fail(400, { wrong: text.slice(0, 254) })
    redirect(303, '/subscribe?stored')
  },
}
