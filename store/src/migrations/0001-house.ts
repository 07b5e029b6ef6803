/** Papers and what belongs to them, editions, sources and their runs, subscriptions, leases. */
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './columns.ts'

export async function createHouse(db: Kysely<never>, engine: Engine): Promise<void> {
  const { text, integer, real } = columnTypes(engine)
  const { schema } = db

  await schema
    .createTable('meta')
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute()

  // One row a sequence; a writer holds its row until it commits, so numbers appear in the order of commits.
  await schema
    .createTable('counter')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', integer, (c) => c.notNull())
    .execute()
  await sql`insert into counter (name, value) values ('change', 0)`.execute(db)

  await schema
    .createTable('organisation')
    .addColumn('slug', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .execute()

  await schema
    .createTable('paper')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('title', text, (c) => c.notNull())
    .addColumn('title_key', text, (c) => c.notNull())
    .addColumn('first_author_key', text, (c) => c.notNull().defaultTo(''))
    .addColumn('abstract', text)
    .addColumn('summary', text)
    .addColumn('authors', text, (c) => c.notNull().defaultTo('[]'))
    .addColumn('categories', text, (c) => c.notNull().defaultTo('[]'))
    .addColumn('primary_category', text)
    .addColumn('links', text, (c) => c.notNull().defaultTo('[]'))
    .addColumn('versions', text, (c) => c.notNull().defaultTo('[]'))
    .addColumn('keywords', text, (c) => c.notNull().defaultTo('[]'))
    .addColumn('published', text)
    .addColumn('updated', text)
    .addColumn('announced_on', text)
    .addColumn('listed_on', text)
    .addColumn('listed_by', text)
    .addColumn('listed_seq', integer)
    .addColumn('organisation', text, (c) => c.references('organisation.slug'))
    .addColumn('venue', text)
    .addColumn('doi', text)
    .addColumn('journal_ref', text)
    .addColumn('comment', text)
    .addColumn('licence', text)
    .addColumn('withdrawn', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('provenance', text, (c) => c.notNull().defaultTo('{}'))
    .addColumn('upvotes', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('comments', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('imported_upvotes', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('imported_comments', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('hot_score', real, (c) => c.notNull().defaultTo(0))
    .addColumn('last_run', integer)
    .addColumn('change', integer, (c) => c.notNull())
    .execute()
  await schema.createIndex('paper_change').on('paper').column('change').execute()
  await schema.createIndex('paper_title_key').on('paper').columns(['title_key', 'first_author_key']).execute()
  await schema.createIndex('paper_doi').on('paper').column('doi').execute()
  // The orders in which an edition and the long lists are read; each ends in the id, so that pages never overlap.
  await schema.createIndex('paper_listed_top').on('paper').columns(['listed_on', 'upvotes', 'listed_seq']).execute()
  await schema.createIndex('paper_hot').on('paper').columns(['hot_score', 'id']).execute()
  // SQLite sorts nulls last when descending and knows no word for it in an index; PostgreSQL must be told.
  const last = sql.raw(engine === 'sqlite' ? '' : ' nulls last')
  await sql`create index paper_published on paper (published desc${last}, id desc)`.execute(db)
  await schema.createIndex('paper_organisation').on('paper').columns(['organisation', 'published']).execute()

  // Other ids of a paper; an old address keeps working after two records turn out to be one paper.
  await schema
    .createTable('paper_alias')
    .addColumn('alias', text, (c) => c.primaryKey())
    .addColumn('paper_id', text, (c) => c.notNull().references('paper.id').onDelete('cascade').onUpdate('cascade'))
    .execute()
  await schema.createIndex('paper_alias_paper').on('paper_alias').column('paper_id').execute()

  // Derived from `paper.authors` and `paper.categories`, for the pages of an author and of a category.
  await schema
    .createTable('paper_author')
    .addColumn('paper_id', text, (c) => c.notNull().references('paper.id').onDelete('cascade').onUpdate('cascade'))
    .addColumn('position', integer, (c) => c.notNull())
    .addColumn('author_key', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('paper_author_pk', ['paper_id', 'position'])
    .execute()
  await schema.createIndex('paper_author_key').on('paper_author').columns(['author_key', 'paper_id']).execute()

  await schema
    .createTable('paper_category')
    .addColumn('paper_id', text, (c) => c.notNull().references('paper.id').onDelete('cascade').onUpdate('cascade'))
    .addColumn('position', integer, (c) => c.notNull())
    .addColumn('category', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('paper_category_pk', ['paper_id', 'position'])
    .execute()
  await schema.createIndex('paper_category_category').on('paper_category').columns(['category', 'paper_id']).execute()

  // What followers of the change number must forget.
  await schema
    .createTable('paper_removal')
    .addColumn('paper_id', text, (c) => c.primaryKey())
    .addColumn('change', integer, (c) => c.notNull())
    .execute()
  await schema.createIndex('paper_removal_change').on('paper_removal').column('change').execute()

  await createSources(db, engine)
  await createSubscriptions(db, engine)
}

async function createSources(db: Kysely<never>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const { schema } = db
  await schema
    .createTable('source_run')
    .addColumn('id', engine === 'sqlite' ? 'integer' : 'bigserial', (c) => (engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
    .addColumn('source', text, (c) => c.notNull())
    .addColumn('input', text, (c) => c.notNull())
    .addColumn('fingerprint', text)
    .addColumn('cursor', text)
    .addColumn('started_at', text, (c) => c.notNull())
    .addColumn('finished_at', text)
    .addColumn('read', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('added', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('changed', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('unchanged', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('rejected', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('error', text)
    .execute()
  await schema.createIndex('source_run_input').on('source_run').columns(['source', 'fingerprint']).execute()
  await schema.createIndex('source_run_started').on('source_run').column('started_at').execute()

  await schema
    .createTable('rejected_record')
    .addColumn('run_id', integer, (c) => c.notNull().references('source_run.id').onDelete('cascade'))
    .addColumn('line', integer, (c) => c.notNull())
    .addColumn('reason', text, (c) => c.notNull())
    .addColumn('raw', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('rejected_record_pk', ['run_id', 'line'])
    .execute()

  // A lease is held by one process until it expires; its value is what the next holder needs to go on.
  await schema
    .createTable('lease')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('holder', text, (c) => c.notNull())
    .addColumn('expires_at', text, (c) => c.notNull())
    .addColumn('value', text)
    .execute()
}

async function createSubscriptions(db: Kysely<never>, engine: Engine): Promise<void> {
  const { text } = columnTypes(engine)
  await db.schema
    .createTable('subscription')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('address', text, (c) => c.notNull().unique())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('confirmed_at', text)
    .execute()
}
