import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { queryWords, type Peer, type PeerPaper } from './peer.ts'

/** SQLite's full-text index as its manual recommends it for ranked search: Porter stems, bm25, one transaction a batch. */
export function openFts5(folder: string): Peer {
  const db = new DatabaseSync(join(folder, 'fts5.sqlite'))
  db.exec("pragma journal_mode = wal; create virtual table paper using fts5(id unindexed, title, authors, abstract, tokenize = 'porter unicode61 remove_diacritics 2')")
  const insert = db.prepare('insert into paper values (?, ?, ?, ?)')
  const select = db.prepare('select id from paper where paper match ? order by rank limit ?')
  return {
    name: `SQLite FTS5 ${process.versions.sqlite}`,
    add(papers: PeerPaper[]) {
      db.exec('begin')
      for (const { id, title, authors, abstract } of papers) insert.run(id, title, authors, abstract)
      db.exec('commit')
    },
    finish: () => db.exec("insert into paper(paper) values ('optimize')"),
    search(query, limit) {
      const words = queryWords(query)
      if (words.length === 0) return []
      return select.all(words.map((word) => `"${word}"`).join(' OR '), limit).map((row) => String(row.id))
    },
    close: () => db.close(),
  }
}
