/**
 * A sentence embedding model small enough to write down, for tests: its only layer looks a token's vector up. What runs
 * it is the real package and the real ONNX runtime.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DIMENSIONS = 16
const WORDS = 'attention is all you need we propose a network architecture based on mechanisms grasp planning for robot hand with tactile sensors transformer without recurrence self machine translation word salad paper'

/** Writes the model's folder: config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx. */
export function writeTinyModel(folder: string): void {
  const vocabulary = ['[PAD]', '[UNK]', ...new Set(WORDS.split(' '))]
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  const json = (file: string, value: unknown): void => writeFileSync(join(folder, file), JSON.stringify(value))
  json('config.json', { model_type: 'bert', architectures: ['BertModel'], hidden_size: DIMENSIONS, vocab_size: vocabulary.length })
  json('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 512, pad_token: '[PAD]', unk_token: '[UNK]' })
  json('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(vocabulary.map((word, i) => [word, i])) }
  })
  // Orthogonal enough, and the same every time.
  const table = Float32Array.from({ length: vocabulary.length * DIMENSIONS }, (_, i) => Math.sin(i * i * 0.37 + 1))
  writeFileSync(join(folder, 'onnx', 'model.onnx'), lookupModel(table, vocabulary.length))
}

// ONNX's protobuf messages (onnx.proto3), by field number.
type Field = [number, number | string | Uint8Array]

const FLOAT = 1
const INT64 = 7

function lookupModel(table: Float32Array, rows: number): Uint8Array {
  const tensor = message([1, rows], [1, DIMENSIONS], [2, FLOAT], [8, 'table'], [9, new Uint8Array(table.buffer)])
  const node = message([1, 'table'], [1, 'input_ids'], [2, 'last_hidden_state'], [4, 'Gather'])
  const graph = message(
    [1, node],
    [2, 'lookup'],
    [5, tensor],
    [11, value('input_ids', INT64, ['batch', 'tokens'])],
    [11, value('attention_mask', INT64, ['batch', 'tokens'])],
    [12, value('last_hidden_state', FLOAT, ['batch', 'tokens', DIMENSIONS])]
  )
  const IR_VERSION = 8
  const OPSET = 13
  return message([1, IR_VERSION], [7, graph], [8, message([2, OPSET])])
}

function value(name: string, type: number, shape: (string | number)[]): Uint8Array {
  const dimensions = shape.map((size): Field => [1, message(typeof size === 'number' ? [1, size] : [2, size])])
  return message([1, name], [2, message([1, message([1, type], [2, message(...dimensions)])])])
}

function message(...fields: Field[]): Uint8Array {
  const parts = fields.map(([field, content]) => {
    if (typeof content === 'number') return Buffer.concat([varint(field << 3), varint(content)])
    const bytes = Buffer.from(content as Uint8Array)
    return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes])
  })
  return Buffer.concat(parts)
}

function varint(number: number): Buffer {
  const bytes: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}
