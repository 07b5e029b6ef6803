/** The part of citation-js that is used; the packages carry no types of their own. */
declare module '@citation-js/core' {
  export class Cite {
    constructor(data: unknown)
    data: Record<string, unknown>[]
    format(format: string, options?: Record<string, unknown>): string
    static async(data: unknown): Promise<Cite>
  }
  export const plugins: {
    config: { get(name: string): { format: Record<string, unknown> } & Record<string, unknown> }
    input: { chain(data: unknown, options?: Record<string, unknown>): Record<string, unknown>[] }
  }
}
declare module '@citation-js/plugin-bibtex'
declare module '@citation-js/plugin-ris'
declare module '@citation-js/plugin-csl'
