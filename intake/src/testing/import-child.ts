/**
 * For tests: an import in a process of its own, which another process can kill. Arguments: the database's options as
 * JSON, then the files. Prints a line when it begins and one a stored batch.
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '@offprint/store'
import { importFiles } from '../import/import-files.ts'

const [options, now, ...files] = process.argv.slice(2)
const database = await openDatabase(JSON.parse(options))
// Written at once: a line that waits in a buffer would die with the process.
const say = (line: string) => void writeSync(1, `${line}\n`)
say('begun')
const result = await importFiles(database, files, { now }, { progress: ({ read }) => say(`stored ${read}`) })
await database.close()
say(`done ${JSON.stringify({ read: result.read, rejected: result.rejectedTotal })}`)
