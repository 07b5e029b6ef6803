/** Errors that several methods throw, so that callers can tell them apart by class. */
export { ShapeMismatch } from '../linalg/matrix.ts'

/** A number that is NaN or infinite where a finite one is needed; the message says where. */
export class NonFinite extends RangeError {
  override readonly name = 'NonFinite'
}
