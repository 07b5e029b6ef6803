/** What the sources that are asked about single papers share. */
import type { PaperRecord } from '@offprint/catalogue'
import { politeRequest, readJson, SourceError } from '../gate/http.ts'
import type { HostPolicy } from '../gate/policy.ts'
import { RecordError } from '../item.ts'
import { httpOptions, type HarvestContext } from './harvest-run.ts'

export type Fields = Partial<Record<string, unknown>>

export const object = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined)
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined)

/**
 * The record that a source's JSON at `url` describes, or undefined where the source does not know the paper (404).
 * @throws SourceError where the source cannot be reached or its answer makes no sense
 */
export async function fetchRecord(context: HarvestContext, url: string, policy: HostPolicy, read: (answer: Fields) => PaperRecord | undefined, headers: Record<string, string> = {}): Promise<PaperRecord | undefined> {
  return politeRequest(
    url,
    httpOptions(context, policy),
    async (answer) => {
      if (answer.status === 404) return undefined
      const value = object(await readJson(answer))
      if (!value) throw new SourceError(`${new URL(url).host} answers something that is no record.`)
      try {
        return read(value)
      } catch (error) {
        if (error instanceof RecordError) throw new SourceError(`${new URL(url).host}: ${error.message}`, { cause: error })
        throw error
      }
    },
    { accept: [404], headers: { accept: 'application/json', ...headers } },
  )
}
