/** Numbers in a cell of a table, as base64, so that a model or a picture travels as any row does. */

/** Characters put together at a time: a call takes only so many arguments. */
const CHUNK = 8192

/** Single precision, little-endian. */
export const packFloats = (values: Float32Array): string => packBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))

export function packBytes(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(text)
}

/** @throws DOMException where the text is no base64 */
export const unpackBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** @throws Error where the text is not what `packFloats` wrote */
export function unpackFloats(text: string): Float32Array {
  const bytes = unpackBytes(text)
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) throw new Error(`Packed numbers take four bytes each; there are ${bytes.length}.`)
  return new Float32Array(bytes.buffer)
}
