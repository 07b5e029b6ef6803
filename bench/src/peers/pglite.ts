import { PGlite } from '@electric-sql/pglite'
import { queryWords, type Peer, type PeerPaper } from './peer.ts'

/** PostgreSQL's own full-text search, in WebAssembly: weighted English vectors, a GIN index, ts_rank. */
export async function openPglite(): Promise<Peer> {
  const db = await PGlite.create()
  await db.exec('create table paper (id text primary key, words tsvector not null)')
  const { rows } = await db.query<{ version: string }>('select version()')
  return {
    name: `PGlite (${/PostgreSQL [\d.]+/.exec(rows[0].version)?.[0] ?? 'PostgreSQL'})`,
    async add(papers: PeerPaper[]) {
      const column = (key: keyof PeerPaper) => papers.map((paper) => paper[key])
      await db.query(
        `insert into paper select id, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('simple', authors), 'B')
           || setweight(to_tsvector('english', abstract), 'C')
         from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as given(id, title, authors, abstract)`,
        [column('id'), column('title'), column('authors'), column('abstract')],
      )
    },
    async finish() {
      await db.exec('create index on paper using gin (words); analyze paper')
    },
    async search(query, limit) {
      const words = queryWords(query)
      if (words.length === 0) return []
      const found = await db.query<{ id: string }>(
        `select id from paper, to_tsquery('english', $1) as asked where words @@ asked order by ts_rank(words, asked) desc limit $2`,
        [words.join(' | '), limit],
      )
      return found.rows.map((row) => row.id)
    },
    close: () => db.close(),
  }
}
