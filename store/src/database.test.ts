import { sql } from 'kysely'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeFailure, migrateToNewest, migrationState, openDatabase, SQLITE_FILE } from './index.ts'
import { openSqliteFile } from './sqlite/node-sqlite-dialect.ts'
import { backupDatabase, restoreDatabase } from './backup.ts'
import { eachEngine, temporaryFolder } from './testing.ts'

const counter = sql<{ value: number }>`select value from counter where name = 'change'`
const bump = sql`update counter set value = value + 1 where name = 'change'`

eachEngine('database', (store) => {
  it('is made, migrated once, and opened again as it was', async () => {
    const options = await store.options()
    const first = await openDatabase(options)
    await bump.execute(first.db)
    await first.close()
    const second = await openDatabase(options)
    expect((await counter.execute(second.db)).rows[0].value).toBe(1)
    expect(await migrateToNewest(second.db, second.engine)).toEqual([])
    expect((await migrationState(second.db)).pending).toEqual([])
    await second.close()
  })

  it('keeps all of a transaction or none of it', async () => {
    const database = await store.open()
    await database.write(async (trx) => bump.execute(trx))
    const failing = database.write(async (trx) => {
      await bump.execute(trx)
      throw new Error('half-way')
    })
    await expect(failing).rejects.toThrow('half-way')
    expect((await counter.execute(database.db)).rows[0].value).toBe(1)
  })

  it('lets many writers wait for each other, and readers see only what is committed', async () => {
    const database = await store.open()
    let seenInside = -1
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.write(async (trx) => {
          await bump.execute(trx)
          seenInside = (await counter.execute(database.db)).rows[0].value
        }),
      ),
    )
    expect(seenInside).toBe(19)
    expect((await counter.execute(database.db)).rows[0].value).toBe(20)
  })

  it('lets two databases opened on the same data in one process write in turn', async () => {
    const options = await store.options()
    const databases = [await openDatabase(options), await openDatabase(options)]
    let holding = 0
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        databases[at % 2].write(async (trx) => {
          await bump.execute(trx)
          expect(++holding).toBe(1)
          // Gives the other a chance to ask while this one holds the lock: a wait that stops the process would never end.
          await new Promise((resolve) => setImmediate(resolve))
          holding--
        }),
      ),
    )
    expect((await counter.execute(databases[0].db)).rows[0].value).toBe(12)
    for (const database of databases) await database.close()
  })

  it('refuses data written by a newer version', async () => {
    const options = await store.options()
    const database = await openDatabase(options)
    await sql`insert into kysely_migration (name, timestamp) values ('9999-future', '2100-01-01')`.execute(database.db)
    await database.close()
    await expect(openDatabase(options)).rejects.toThrow(/newer Offprint/)
  })
})

describe('a data folder that will not do', () => {
  it('says that a file is not a folder', async () => {
    const file = join(temporaryFolder(), 'taken')
    writeFileSync(file, '')
    await expect(openDatabase({ folder: file })).rejects.toThrow(/is a file, not a folder/)
  })

  it('says that a file is no database', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, SQLITE_FILE), 'this is no database, just some text that is longer than a header'.repeat(50))
    await expect(openDatabase({ folder })).rejects.toThrow(/damaged or not a database/)
  })

  it('says that it may not be written', async () => {
    const folder = join(temporaryFolder(), 'locked')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    if (process.getuid?.() === 0) return // root may write everywhere; the command line's tests cover this with a read-only file
    await expect(openDatabase({ folder })).rejects.toThrow(/may not be written|cannot be written/)
  })

  it('says that there is no room left, whenever that happens', () => {
    const folder = temporaryFolder()
    const file = openSqliteFile(join(folder, SQLITE_FILE))
    file.exec('pragma max_page_count = 10; create table filler (text text)')
    const fill = () => file.prepare('insert into filler values (?)').run('x'.repeat(100_000))
    expect(fill).toThrow()
    try {
      fill()
    } catch (error) {
      expect(describeFailure(error, folder)).toMatch(/disk that holds .* is full/)
    }
    file.close()
    expect(describeFailure(Object.assign(new Error('no space'), { code: 'ENOSPC' }), folder)).toMatch(/is full/)
    expect(describeFailure(new Error('something else'), folder)).toBeUndefined()
  })

  it('says that a server does not answer, without the password', async () => {
    const refused = openDatabase({ folder: temporaryFolder(), url: 'postgres://someone:hidden@127.0.0.1:1/nothing' })
    await expect(refused).rejects.toThrow(/127\.0\.0\.1:1\/nothing does not answer/)
    await expect(refused).rejects.not.toThrow(/hidden/)
  })
})

describe('backup and restore', () => {
  it('copies a database that is open and brings it back', async () => {
    const folder = temporaryFolder()
    const database = await openDatabase({ folder })
    await bump.execute(database.db)
    const file = join(temporaryFolder(), 'copy.db')
    expect(await backupDatabase(database, file)).toBeGreaterThan(0)
    await bump.execute(database.db)
    await expect(backupDatabase(database, file)).rejects.toThrow(/exists already/)
    await database.close()

    const again = join(temporaryFolder(), 'restored')
    restoreDatabase(file, again)
    const restored = await openDatabase({ folder: again })
    expect((await counter.execute(restored.db)).rows[0].value).toBe(1)
    await restored.close()
    expect(() => restoreDatabase(file, again)).toThrow(/not empty/)
    expect(() => restoreDatabase(join(folder, 'nothing.db'), temporaryFolder())).toThrow(/does not exist/)
  })
})
