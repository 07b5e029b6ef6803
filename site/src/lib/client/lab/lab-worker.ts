/** The one worker of a page: runs and explorers share it, and what it has loaded and compiled. */
let worker: Worker | undefined

export function labWorker(): Worker {
  worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  return worker
}
