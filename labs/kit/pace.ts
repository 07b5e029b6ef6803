/** Lets other work in while a run computes: messages, painting, cancelling. */

/** Longest stretch of work between two turns of the event loop: half of what feels immediate. */
const TURN_EVERY_MS = 50

/** Resolves after the event loop has turned, as soon as it can. */
export function turn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve))
  // Browsers: a message is a task of its own, and unlike setTimeout it is not slowed down to 4 ms.
  return new Promise((resolve) => {
    const channel = new MessageChannel()
    channel.port1.addEventListener('message', () => {
      channel.port1.close()
      resolve()
    })
    channel.port1.start()
    channel.port2.postMessage(undefined)
  })
}

/**
 * A function to call often: it turns the event loop when the last turn is long enough ago and throws the signal's
 * reason once the run has been cancelled. The clock decides only when to pause, never what is computed.
 */
export function makePace(signal: AbortSignal, every = TURN_EVERY_MS): () => Promise<void> {
  let last = performance.now()
  return async () => {
    signal.throwIfAborted()
    if (performance.now() - last < every) return
    await turn()
    last = performance.now()
    signal.throwIfAborted()
  }
}
