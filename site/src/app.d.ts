declare global {
  namespace App {
    interface Locals {
      theme: 'auto' | 'light' | 'dark'
      /** Today in UTC, `YYYY-MM-DD`; one value for the whole request. */
      today: string
      /** The public origin, without a slash at its end. */
      origin: string
    }
    interface Platform {
      req: import('node:http').IncomingMessage
    }
  }
}

export {}
