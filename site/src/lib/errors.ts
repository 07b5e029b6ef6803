/** What a reader or a program did that cannot be answered, as one sentence a person can act on. */
export class RequestError extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.name = new.target.name
    this.status = status
  }
}

export class BadRequest extends RequestError {
  constructor(sentence: string) {
    super(400, sentence)
  }
}

export class NotFound extends RequestError {
  /** Where it may be instead. */
  readonly elsewhere?: { label: string; url: string }

  constructor(sentence: string, elsewhere?: { label: string; url: string }) {
    super(404, sentence)
    this.elsewhere = elsewhere
  }
}
