export { load } from '#lib/server/list-page.ts'
