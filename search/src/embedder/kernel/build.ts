// Builds kernel.wasm from kernel.as: `node search/src/embedder/kernel/build.ts [out]`. The source is no TypeScript
// (the types are AssemblyScript's), hence its own ending; the compiler is handed it under the name it expects.
import { main } from 'assemblyscript/asc'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The bytes of the kernel, built from its source. */
export async function build(): Promise<Uint8Array> {
  const source = readFileSync(`${here}kernel.as`, 'utf8')
  let bytes: Uint8Array | undefined
  const { error, stderr } = await main(
    ['kernel.ts', '--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd,bulk-memory'],
    {
      readFile: name => (name === 'kernel.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') bytes = Buffer.from(contents)
      },
      listFiles: () => []
    }
  )
  if (error || !bytes) throw new Error(`The kernel cannot be built: ${error?.message ?? 'no output'}\n${stderr.toString()}`)
  return bytes
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(process.argv[2] ?? `${here}kernel.wasm`, await build())
