import { expect, test } from 'vitest'
import { givenNameFirst, parseAuthorLine, parseOrcid } from './authors.ts'

const names = (line: string) => parseAuthorLine(line).map((author) => author.name)

test('names parted by commas and "and", with suffixes', () => {
  expect(names('Roldao da Rocha, Waldyr A. Rodrigues Jr')).toEqual(['Roldao da Rocha', 'Waldyr A. Rodrigues Jr'])
  expect(names('A. Alpha, B. Beta, Jr., and C. Gamma')).toEqual(['A. Alpha', 'B. Beta Jr.', 'C. Gamma'])
  expect(names("Stephan Cl\\'emen\\c{c}on and Fran\\c{c}ois Portier")).toEqual(['Stephan Clémençon', 'François Portier'])
  expect(names('A. Alpha, et al.')).toEqual(['A. Alpha'])
  expect(names('Anderson and Andrade')).toEqual(['Anderson', 'Andrade'])
})

test('affiliations in parentheses, written out or numbered', () => {
  expect(parseAuthorLine('A. Alpha (MIT), B. Beta (CERN, Geneva)')).toEqual([
    { name: 'A. Alpha', affiliation: 'MIT' },
    { name: 'B. Beta', affiliation: 'CERN, Geneva' },
  ])
  expect(parseAuthorLine('A. Alpha (1), B. Beta (1 and 2) ((1) MIT, (2) CERN (Geneva))')).toEqual([
    { name: 'A. Alpha', affiliation: 'MIT' },
    { name: 'B. Beta', affiliation: 'MIT; CERN (Geneva)' },
  ])
})

test('a collaboration stands before a colon', () => {
  expect(names('ATLAS Collaboration: G. Aad, B. Abbott')).toEqual(['ATLAS Collaboration', 'G. Aad', 'B. Abbott'])
})

test('BibTeX order is turned round', () => {
  expect(givenNameFirst('Knuth, Donald E.')).toBe('Donald E. Knuth')
  expect(givenNameFirst('King, Jr, Martin Luther')).toBe('Martin Luther King Jr')
  expect(givenNameFirst('Rodrigues, Jr.')).toBe('Rodrigues Jr.')
  expect(givenNameFirst('Plato')).toBe('Plato')
})

test('an ORCID needs its right check digit', () => {
  expect(parseOrcid('https://orcid.org/0000-0002-1825-0097')).toBe('0000-0002-1825-0097')
  expect(parseOrcid('0000-0002-1694-233x')).toBe('0000-0002-1694-233X')
  expect(parseOrcid('0000-0002-1825-0098')).toBeUndefined()
})
