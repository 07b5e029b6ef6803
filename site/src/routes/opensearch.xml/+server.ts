import { escapeHtml } from '#lib/tex/escape.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ locals }) => {
  const origin = escapeHtml(locals.origin)
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>Offprint</ShortName>
<Description>Papers, authors, ideas</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image width="32" height="32" type="image/svg+xml">${origin}/favicon.svg</Image>
<Url type="text/html" template="${origin}/papers?q={searchTerms}"/>
<Url type="application/atom+xml" template="${origin}/papers.atom?q={searchTerms}"/>
</OpenSearchDescription>
`
  return new Response(body, { headers: { 'content-type': 'application/opensearchdescription+xml; charset=utf-8' } })
}
