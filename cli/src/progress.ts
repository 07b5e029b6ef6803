/** A progress bar on standard error, and only where that is a terminal. */

const BAR_WIDTH = 28
/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 100

export interface Progress {
  /** `total` 0 or absent: not known; then only the count is shown. */
  update(done: number, total?: number, note?: string): void
  /** Removes the bar, so that what is printed next begins at the margin. */
  end(): void
}

const SILENT: Progress = { update() {}, end() {} }

export function createProgress(label: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return SILENT
  let last = 0
  return {
    update(done, total, note = '') {
      const now = performance.now()
      if (now - last < REDRAW_MS) return
      last = now
      const share = total ? Math.min(1, done / total) : 0
      const filled = Math.round(share * BAR_WIDTH)
      const bar = total ? `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} % ` : ''
      stream.write(`\r\x1b[2K${label} ${bar}${note || done.toLocaleString('en')}`)
    },
    end() {
      stream.write('\r\x1b[2K')
    },
  }
}
