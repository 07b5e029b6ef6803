/** Keyboard: `/ j k o ? ← →`. Never while one types, and never with a modifier, which belongs to the browser. */

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function enhanceKeys(page: Document): void {
  const help = page.querySelector<HTMLDialogElement>('#help')
  const cards = () => [...page.querySelectorAll<HTMLElement>('.card')]
  const current = () => page.querySelector<HTMLElement>('.card[data-current]')

  const step = (by: 1 | -1) => {
    const all = cards()
    if (all.length === 0) return
    const at = all.findIndex((card) => card.hasAttribute('data-current'))
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))]
    current()?.removeAttribute('data-current')
    next.setAttribute('data-current', '')
    next.scrollIntoView({ block: 'start' })
    next.querySelector<HTMLElement>('h2 a')?.focus({ preventScroll: true })
  }

  const actions: Record<string, () => void> = {
    '/': () => page.querySelector<HTMLInputElement>('main input[type=search], #find')?.select(),
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector<HTMLElement>('h2 a')?.click(),
    '?': () => (help?.open ? help.close() : help?.showModal()),
    ArrowLeft: () => page.querySelector<HTMLElement>('a[rel=prev]')?.click(),
    ArrowRight: () => page.querySelector<HTMLElement>('a[rel=next]')?.click(),
  }

  page.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isTyping(event.target)) (event.target as HTMLElement).blur()
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    // In an open dialog only the help's own key does anything.
    if (help?.open && event.key !== '?') return
    const act = actions[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
  page.querySelector('[data-help]')?.addEventListener('click', () => help?.showModal())
}
