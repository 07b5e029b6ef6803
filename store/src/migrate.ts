/** Brings a database to the newest schema; migrations are an ordered list, written once for both engines. */
import { sql, type Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Db, Engine } from './database.ts'
import { StoreError } from './errors.ts'
import { migrations } from './migrations/index.ts'

export interface MigrationState {
  applied: string[]
  pending: string[]
}

const migrator = (db: Db, engine: Engine) =>
  new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(migrations).map(([name, up]) => [name, { up: (inner: Kysely<never>) => up(inner, engine) }]),
        ),
    },
  })

/** Applies what is pending, each in its own transaction where the engine can. @throws StoreError */
export async function migrateToNewest(db: Db, engine: Engine): Promise<string[]> {
  if (await isNewest(db)) return []
  const { error, results } = await migrator(db, engine).migrateToLatest()
  if (error) {
    if (/corrupted migrations|previously executed migration/i.test(String(error))) {
      throw new StoreError('This data was written by a newer Offprint; update the program, or open another data folder.')
    }
    throw error
  }
  return (results ?? []).map((result) => result.migrationName)
}

/** Which migrations a database has and which it lacks. */
export async function migrationState(db: Db): Promise<MigrationState> {
  const applied = await appliedNames(db)
  return { applied, pending: Object.keys(migrations).filter((name) => !applied.includes(name)) }
}

/** One small query in the common case: a start need not take the migration lock to learn that nothing is to do. */
async function isNewest(db: Db): Promise<boolean> {
  const applied = await appliedNames(db)
  const known = Object.keys(migrations)
  return applied.length === known.length && applied.every((name, index) => name === known[index])
}

async function appliedNames(db: Db): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    return rows.map((row) => row.name)
  } catch (error) {
    if (/no such table|does not exist/i.test(String((error as Error).message))) return []
    throw error
  }
}
