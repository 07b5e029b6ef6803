/**
 * Results as one types. The page is asked for like any other and the parts that differ are put in place, so that there
 * is one rendering of a search and the address always says what is shown.
 */
const PAUSE_MS = 140

export function enhanceInstant(page: Document): void {
  const form = page.querySelector<HTMLFormElement>('form[data-instant]')
  const field = form?.querySelector<HTMLInputElement>('input[name=q]')
  if (!form || !field) return
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked: AbortController | undefined

  const show = async () => {
    asked?.abort()
    asked = new AbortController()
    const address = `${form.action}?${new URLSearchParams(new FormData(form) as unknown as Record<string, string>)}`
    try {
      const response = await fetch(address, { signal: asked.signal, headers: { accept: 'text/html' } })
      if (!response.ok) return
      const next = new DOMParser().parseFromString(await response.text(), 'text/html')
      for (const part of page.querySelectorAll<HTMLElement>('[data-instant-part]')) {
        const other = next.querySelector(`[data-instant-part="${part.dataset.instantPart}"]`)
        if (other) part.replaceChildren(...other.childNodes)
      }
      page.title = next.title
      history.replaceState(null, '', address)
    } catch (error) {
      // The next letter was faster, or the network failed; the form itself still works.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
    }
  }
  field.addEventListener('input', () => {
    clearTimeout(timer)
    if (field.value.trim() !== '') timer = setTimeout(() => void show(), PAUSE_MS)
  })
}
