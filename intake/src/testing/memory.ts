import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that something still holds: objects and buffers left after a collection. Resident memory would also count
 *  what the collector has not yet come round to, which differs from run to run. */
export function heldBytes(): number {
  // The first collection finds the buffers, the second has them released.
  collectGarbage()
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
