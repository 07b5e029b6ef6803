/** Errors that several methods throw, so that callers can tell them apart by class. */

/** Shapes that do not go together, named in one sentence. */
export class ShapeMismatch extends RangeError {
  override readonly name = 'ShapeMismatch'
}

/** A number that is NaN or infinite where a finite one is needed; the message says where. */
export class NonFinite extends RangeError {
  override readonly name = 'NonFinite'
}

/** Nothing to work on where at least one row is needed. */
export class EmptyInput extends RangeError {
  override readonly name = 'EmptyInput'
}
