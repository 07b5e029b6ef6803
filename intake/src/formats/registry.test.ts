import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { madeUpRecords } from '../testing/records.ts'
import { atomEntry, atomFeed, oaiArxivRawXml, oaiArxivXml, oaiPage } from '../testing/xml.ts'
import { FORMAT_NAMES, formatFor, recogniseFormat, type FormatName } from './registry.ts'

const [record] = madeUpRecords(1)
const SAMPLES: [FormatName | undefined, string][] = [
  ['oai', oaiPage([oaiArxivXml(record)])],
  ['oai', `\uFEFF${oaiPage([oaiArxivRawXml(record)])}`],
  ['oai', oaiArxivXml(record)],
  ['atom', atomFeed([atomEntry(record)])],
  ['html', '<!DOCTYPE html>\n<html lang="en"><head><title>Daily Papers</title>'],
  ['html', '<html><body><article><h3><a href="/papers/2508.01832">T</a></h3>'],
  ['hf', JSON.stringify([{ paper: { id: '2508.01832' }, title: 'T' }])],
  ['hf', JSON.stringify({ id: '2508.01832', title: 'T', discussionId: '64cc' })],
  ['snapshot', '{"id":"0704.0001","submitter":"X","versions":[],"update_date":"2008-11-26","authors_parsed":[]}\n'],
  ['jsonl', `${JSON.stringify(record)}\n`],
  ['jsonl', JSON.stringify([record], null, 2)],
  ['jsonl', '{"title": "@article{x, and <feed> in it"}\n'],
  ['bibtex', '% refs\n@string{a = "b"}\n@article{key,\n title={T}}'],
  ['page', 'new\n\nDaily Papers\n\nbyAK and the research community\n\nApr 14\n\nTitle\n'],
  ['page', 'Title\n\nAbstract.\n\n  • 4 authors\n·\nAug 1, 2025\n'],
  [undefined, 'Dear colleagues,\nplease find attached…'],
  [undefined, '\u0001\u0002\u0003'],
  [undefined, '[1, 2, 3]'],
]

test.each(SAMPLES)('%s is recognised by its beginning', (format, head) => {
  expect(recogniseFormat(head)).toBe(format)
})

test('every format has a sample here', () => {
  expect(new Set(SAMPLES.map(([format]) => format).filter(Boolean))).toEqual(new Set(FORMAT_NAMES))
})

test('"page" means text and HTML alike', () => {
  expect(formatFor('page', '<!doctype html><html>')).toBe('html')
  expect(formatFor('page', 'Daily Papers')).toBe('page')
})

const SEED_PAGE = '../shared/data/seed-page.txt'
test.skipIf(!existsSync(SEED_PAGE))(`the saved page is recognised${existsSync(SEED_PAGE) ? '' : ' (it is not part of this repository)'}`, () => {
  expect(recogniseFormat(readFileSync(SEED_PAGE, 'utf8').slice(0, 65_536))).toBe('page')
})
