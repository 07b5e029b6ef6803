/** Colours change at once, without a reload; the server still stores the choice for the next page. */
export function enhanceTheme(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>('form.theme')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter as HTMLButtonElement | null
      if (!button?.value) return
      event.preventDefault()
      page.documentElement.dataset.theme = button.value
      for (const other of page.querySelectorAll<HTMLElement>('form.theme [aria-pressed]')) {
        other.setAttribute('aria-pressed', String((other as HTMLButtonElement).value === button.value))
      }
      const body = new URLSearchParams({ theme: button.value, back: '/' })
      void fetch(form.action, { method: 'POST', body, redirect: 'manual' })
    })
  }
}
