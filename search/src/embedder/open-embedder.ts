/**
 * The embedder by configuration: nothing for the shipped one, `static:FILE` for other weights of the same kind, or
 * `transformers:FOLDER` for an ONNX model (with `?pooling=cls&dtype=q8` after it where the model wants that).
 */
import type { Embedder } from './embedder.ts'
import { openStaticEmbedder } from './static/static-embedder.ts'
import type { TransformersOptions } from './transformers/transformers-embedder.ts'

/** @throws with advice on a setting that names no embedder, or one that cannot be opened. */
export async function openEmbedder(setting = ''): Promise<Embedder> {
  if (setting === '') return openStaticEmbedder()
  const [, kind, place, query] = /^(static|transformers):([^?]+)(?:\?(.*))?$/.exec(setting) ?? []
  if (kind === 'static') return openStaticEmbedder(place)
  if (kind !== 'transformers') throw new Error(`The embedder "${setting}" is unknown; use static:FILE or transformers:FOLDER, or leave it empty.`)
  const { openTransformersEmbedder } = await import('./transformers/transformers-embedder.ts')
  return openTransformersEmbedder({ folder: place, ...parsed(new URLSearchParams(query)) })
}

const POOLINGS = ['mean', 'cls'] as const
const DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4'] as const

function parsed(query: URLSearchParams): Pick<TransformersOptions, 'pooling' | 'dtype'> {
  const one = <T extends string>(name: string, known: readonly T[]): T | undefined => {
    const value = query.get(name)
    const found = known.find(option => option === value)
    if (value !== null && found === undefined) throw new Error(`The embedder's ${name} "${value}" is unknown; there are ${known.join(', ')}.`)
    return found
  }
  return { pooling: one('pooling', POOLINGS), dtype: one('dtype', DTYPES) }
}
