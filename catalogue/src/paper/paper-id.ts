/**
 * Public identifiers of papers and everything people paste in their place.
 *
 * An id is an arXiv identifier without version (`2508.01832`, `cs/0112017`, `math.GT/0309136` becomes `math/0309136`),
 * or a scheme and a value: `doi:10.1000/xyz` (lower case, as DOIs compare without case), `openreview:…`, `ext:…`.
 */

declare const brand: unique symbol
/** A public paper id in canonical form; made by `parsePaperId` or `extId` only. */
export type PaperId = string & { readonly [brand]: 'PaperId' }

export interface ParsedPaperId {
  id: PaperId
  /** The version asked for, where the text named one (`…v2`). */
  version?: number
}

// arXiv: since April 2007 `YYMM.number` (four digits until 2014, five after), before that `archive/YYMMNNN`.
const NEW_STYLE = /^(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v(\d{1,3}))?$/
const OLD_STYLE =
  /^(astro-ph|cond-mat|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|nlin|nucl-ex|nucl-th|physics|quant-ph|math|cs|q-bio|q-fin|stat|eess|econ|acc-phys|adap-org|alg-geom|ao-sci|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|dg-ga|funct-an|mtrl-th|patt-sol|plasm-ph|q-alg|solv-int|supr-con)(?:\.[A-Z]{2})?\/(\d{2})(0[1-9]|1[0-2])(\d{3})(?:v(\d{1,3}))?$/i
const DOI = /^10\.\d{4,9}(?:\.\d+)*\/\S+$/
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/i
/** Ids are parts of addresses and of file names in exports: no white space, controls or quotes. */
const EXT_VALUE = /^[\p{L}\p{N}._~:@!$&()*+,;=%/-]{1,200}$/u
const OPENREVIEW_VALUE = /^[\w-]{4,64}$/

const asId = (text: string) => text as PaperId

function parseArxiv(text: string): ParsedPaperId | undefined {
  const modern = NEW_STYLE.exec(text)
  if (modern) {
    const [, year, month, number, version] = modern
    return { id: asId(`${year}${month}.${number}`), ...(version ? { version: Number(version) } : {}) }
  }
  const old = OLD_STYLE.exec(text)
  if (old) {
    const [, archive, year, month, number, version] = old
    return { id: asId(`${archive.toLowerCase()}/${year}${month}${number}`), ...(version ? { version: Number(version) } : {}) }
  }
  return undefined
}

function parseDoi(text: string): ParsedPaperId | undefined {
  const doi = text.replace(/[.,;)\]}>]+$/, '')
  if (!DOI.test(doi)) return undefined
  const arxiv = ARXIV_DOI.exec(doi)
  if (arxiv) return parseArxiv(arxiv[1])
  return { id: asId(`doi:${doi.toLowerCase()}`) }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parseAddress(text: string): ParsedPaperId | undefined {
  const match = /^(?:https?:\/\/)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})\/(.*)$/i.exec(text)
  if (!match) return undefined
  const host = match[1].toLowerCase()
  const path = safeDecode(match[2].replace(/[?#].*$/, (tail) => (host.endsWith('openreview.net') ? tail : ''))).replace(/\/+$/, '')
  if (/(^|\.)arxiv\.org$/.test(host) || host === 'ar5iv.org' || host === 'ar5iv.labs.arxiv.org' || host.endsWith('alphaxiv.org')) {
    return parseArxiv(path.replace(/^(?:abs|pdf|html|e-print|format|src|ps|overview|list)\//, '').replace(/\.(?:pdf|ps|gz)$/i, ''))
  }
  if (host === 'huggingface.co' || host === 'hf.co') return parseArxiv(path.replace(/^papers\//, '').replace(/\.md$/, ''))
  if (host === 'doi.org' || host === 'dx.doi.org') return parseDoi(path)
  if (host === 'openreview.net') {
    const forum = /[?&]id=([\w-]+)/.exec(path)
    return forum && OPENREVIEW_VALUE.test(forum[1]) ? { id: asId(`openreview:${forum[1]}`) } : undefined
  }
  // Another Offprint, or a mirror of one of the above: the same paths lead to the same papers.
  const paper = /(?:^|\/)(?:papers|abs|pdf)\/(.+)$/.exec(path)
  return paper ? parseArxiv(paper[1].replace(/\/(?:lab|discussion)$/, '').replace(/\.(?:pdf|json|md|bib|ris)$/i, '')) : undefined
}

/**
 * Reads any form in which people write an identifier: bare, with `arXiv:` or `doi:` in front, with a version, as an
 * address of arXiv (abs, pdf, html), Hugging Face, alphaXiv, doi.org, OpenReview or another Offprint, old style, and
 * arXiv's own DOIs. Returns undefined where the text is none of these; never throws.
 */
export function parsePaperId(input: string): ParsedPaperId | undefined {
  const text = input.normalize('NFC').trim().replace(/^<|>$/g, '')
  if (text.length === 0 || text.length > 2048) return undefined
  const scheme = /^(arxiv|doi|openreview|ext)\s*:\s*(.+)$/is.exec(text)
  if (scheme) {
    const value = scheme[2].replace(/\s*\[[\w.-]+\]$/, '').trim()
    switch (scheme[1].toLowerCase()) {
      case 'arxiv':
        return parseArxiv(value) ?? parseAddress(value)
      case 'doi':
        return parseDoi(value) ?? parseAddress(value)
      case 'openreview':
        return OPENREVIEW_VALUE.test(value) ? { id: asId(`openreview:${value}`) } : undefined
      default:
        return EXT_VALUE.test(value) ? { id: asId(`ext:${value}`) } : undefined
    }
  }
  return parseArxiv(text) ?? parseDoi(text) ?? parseAddress(text)
}

/** True for arXiv identifiers, old and new style. */
export const isArxivId = (id: string): boolean => parseArxiv(id)?.id === id

/**
 * The id of a paper that its source numbers in its own way: arXiv and DOI forms are recognised, anything else is kept
 * as `ext:…` with characters that do not belong in an address replaced by `-`.
 */
export function externalId(value: string): PaperId {
  const known = parsePaperId(value)
  if (known) return known.id
  const cleaned = value.normalize('NFC').trim().replace(/^ext:/, '').replace(/[^\p{L}\p{N}._~:@!$&()*+,;=%/-]+/gu, '-').slice(0, 200)
  return asId(`ext:${cleaned}`)
}

/** The path of a paper's page: `/papers/2508.01832`, `/papers/cs/0112017`, `/papers/doi:10.1000%2Fxyz`. */
export function paperPath(id: PaperId | string): string {
  return `/papers/${isArxivId(id) ? id : encodeURIComponent(id).replaceAll('%3A', ':')}`
}
