/**
 * All migrations in order. A migration's name sorts by its number; once released it never changes. Each receives the
 * database inside its transaction, typed `never` because it must not depend on today's row types.
 */
import type { Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { createHouse } from './0001-house.ts'
import { createIntake } from './0002-intake.ts'

export type Migration = (db: Kysely<never>, engine: Engine) => Promise<void>

export const migrations: Record<string, Migration> = {
  '0001-house': createHouse,
  '0002-intake': createIntake,
}
