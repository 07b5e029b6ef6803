/** Weights in a cell of a table: single precision, little-endian, as base64, so that a model travels as any row does. */

/** Characters put together at a time: a call takes only so many arguments. */
const CHUNK = 8192

export function packFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(text)
}

/** @throws Error where the text is not what `packFloats` wrote */
export function unpackFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) throw new Error(`Packed numbers take four bytes each; there are ${bytes.length}.`)
  return new Float32Array(bytes.buffer)
}
