/** An address on this site that a form may lead back to; the front page for anything that could lead elsewhere. */
export function localPath(text: unknown): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])/.test(text)) return '/'
  // A parser may read more into it than it seems: control characters, backslashes, another host.
  const url = URL.parse(text, 'http://site.invalid')
  return url?.origin === 'http://site.invalid' ? url.pathname + url.search : '/'
}
