/** The thin red line while the next page is on its way. */
export function enhanceLoading(page: Document): void {
  const root = page.documentElement
  addEventListener('beforeunload', () => root.setAttribute('data-loading', ''))
  // A page that comes back from the browser's memory is no longer leaving.
  addEventListener('pageshow', () => root.removeAttribute('data-loading'))
  // A download is no navigation: the line goes when the reader is still here.
  page.addEventListener('visibilitychange', () => root.removeAttribute('data-loading'))
}
