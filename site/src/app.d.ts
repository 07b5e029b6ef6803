declare global {
  namespace App {
    interface Error {
      status: number
      message: string
      /** Where what was asked for may be instead. */
      elsewhere?: { label: string; url: string }
    }
    interface Locals {
      theme: 'auto' | 'light' | 'dark'
      /** Today in UTC, `YYYY-MM-DD`; one value for the whole request. */
      today: string
      /** Set by a page that will say more in a moment; it is then not kept. */
      provisional?: boolean
      /** The public origin, without a slash at its end. */
      origin: string
    }
    interface Platform {
      req: import('node:http').IncomingMessage
    }
  }
}

export {}
