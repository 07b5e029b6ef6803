/** Row types of the gate of each remote host. */
import type { Tables } from '@offprint/store/tables'

export interface HostGateTable {
  host: string
  /** Who has the one connection to the host; null: nobody. */
  holder: string | null
  /** When the connection counts as lost, in milliseconds by the database's clock. */
  expires_at: number
  /** No request before this time. */
  next_at: number
  /** Failures since the last success: decide how long to back off. */
  failures: number
  requests: number
  last_status: number | null
}

export interface HttpValidatorTable {
  url: string
  etag: string | null
  last_modified: string | null
}

declare module '@offprint/store/tables' {
  interface Tables {
    host_gate: HostGateTable
    http_validator: HttpValidatorTable
  }
}
export type { Tables }
