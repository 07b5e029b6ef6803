export { fold, termOf, tokens, words, type Word } from './tokens.ts'
export { STOP_WORDS } from './stop-words.ts'
export { REQUEST_WORDS, dropRequestWords, isRequest } from './request-words.ts'
export { readDocuments, textOf, type Document } from './documents.ts'
