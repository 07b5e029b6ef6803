/** `<button data-copy="id">` copies the text of that element and says so for a moment. */
const SAID_FOR_MS = 2000

async function copy(text: string, source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without permission, or on plain http: select it, so that one key remains to be pressed.
    if (source instanceof HTMLTextAreaElement) source.select()
    else getSelection()?.selectAllChildren(source)
    return false
  }
}

export function enhanceCopy(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.textContent
    button.addEventListener('click', async () => {
      const source = page.getElementById(button.dataset.copy ?? '')
      if (!source) return
      button.textContent = (await copy(source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? ''), source)) ? 'Copied' : 'Selected: press Ctrl+C'
      setTimeout(() => (button.textContent = label), SAID_FOR_MS)
    })
  }
}
