/*
 * Compiles assembly/*.ts to WebAssembly and writes it, as base64, into kernels.wasm.ts, so that the core needs no file,
 * fetch or bundler rule to find its kernels. Run after every change of a kernel:
 *   node methods/src/numerics/build-kernels.ts
 * A test compiles again and compares, so a stale module cannot be committed.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/** Compiles the kernels and returns the bytes; throws with the compiler's own message. */
export async function compileKernels(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort=']
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', fileURLToPath(new URL('assembly', import.meta.url)), '-o', 'kernels.wasm', ...flags],
    {
      writeFile: (_name: string, contents: unknown) => {
        bytes = contents as Uint8Array
      },
    },
  )
  if (error || !bytes) throw new Error(`the kernels do not compile: ${stderr.toString()}`)
  return bytes
}

export function kernelModule(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64').replace(/.{1,116}/g, (line) => `  '${line}',\n`)
  return `/* Compiled from assembly/ by build-kernels.ts: do not edit. */\nexport const KERNELS_BASE64 = [\n${base64}].join('')\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileKernels()
  await writeFile(new URL('kernels.wasm.ts', import.meta.url), kernelModule(bytes))
  process.stdout.write(`kernels.wasm.ts: ${bytes.length} bytes of WebAssembly\n`)
}
