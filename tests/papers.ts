/** Papers for the browser tests beside the founding edition: an earlier day, formulas, and text that means harm. */

export const EARLIER_DAY = '2026-04-13'

const earlier = [
  {
    id: '2505.00001',
    title: 'Bounds of order $O(\\sqrt{n})$ for <script>alert(1)</script> learners',
    abstract: 'We show $\\ell_1 < \\epsilon$ for \\textbf{all} learners, and 90\\% of \\emph{others} & more.',
    authors: ['Ann Example', 'Bob Beispiel', 'Çelik Öz'],
    categories: ['cs.LG', 'stat.ML'],
    published: '2025-05-01',
    versions: [{ version: 1, at: '2025-05-01' }, { version: 2, at: '2025-06-01' }],
  },
  { id: 'cs/0112017', title: 'An old-style paper', abstract: 'From the days of old identifiers.', authors: ['Old Hand'], categories: ['cs.DL'], published: '2001-12-13' },
  { doi: '10.1000/xyz.123', title: 'A paper known by its DOI', authors: ['Dee Oi'], year: 2024, venue: 'journal of tests' },
]

export const EARLIER_PAPERS = earlier.map((paper) => JSON.stringify({ ...paper, listedOn: EARLIER_DAY })).join('\n')
export const importArguments = ['import', '-', '--format', 'jsonl']
