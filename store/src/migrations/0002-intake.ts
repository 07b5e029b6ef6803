/** Harvesting: the gate of each remote host, validators of conditional requests, jobs and their history, edition rules. */
import type { Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './columns.ts'

export async function createIntake(db: Kysely<never>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const { schema } = db
  const serial = engine === 'sqlite' ? 'integer' : 'bigserial'

  // Times here are milliseconds since 1970 by the database's clock: several machines must agree on them.
  await schema
    .createTable('host_gate')
    .addColumn('host', text, (c) => c.primaryKey())
    .addColumn('holder', text)
    .addColumn('expires_at', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('next_at', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('failures', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('requests', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('last_status', integer)
    .execute()

  await schema
    .createTable('http_validator')
    .addColumn('url', text, (c) => c.primaryKey())
    .addColumn('etag', text)
    .addColumn('last_modified', text)
    .execute()

  await schema
    .createTable('job')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('next_at', integer, (c) => c.notNull())
    .addColumn('cron', text, (c) => c.notNull())
    .addColumn('time_zone', text, (c) => c.notNull())
    .addColumn('paused', integer, (c) => c.notNull().defaultTo(0))
    .execute()

  await schema
    .createTable('job_run')
    .addColumn('id', serial, (c) => (engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
    .addColumn('job', text, (c) => c.notNull())
    .addColumn('holder', text, (c) => c.notNull())
    .addColumn('started_at', text, (c) => c.notNull())
    .addColumn('finished_at', text)
    .addColumn('summary', text)
    .addColumn('error', text)
    .execute()
  await schema.createIndex('job_run_job').on('job_run').columns(['job', 'id']).execute()

  // What an edition chooses from: the papers announced on some days.
  await schema.createIndex('paper_announced').on('paper').columns(['announced_on', 'id']).execute()

  await schema
    .createTable('edition_rule')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('definition', text, (c) => c.notNull())
    .addColumn('enabled', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', text, (c) => c.notNull())
    .execute()
}
