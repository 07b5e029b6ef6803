/**
 * For tests: an arXiv harvest in a process of its own. Arguments: the database's options, the harvest's options and
 * the policy, each as JSON. Prints a line when it begins and one a stored batch.
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '@offprint/store'
import { harvestArxiv } from '../harvest/harvest.ts'

const [databaseOptions, options, policy, now] = process.argv.slice(2).map((text) => JSON.parse(text))
const database = await openDatabase(databaseOptions)
const say = (line: string) => void writeSync(1, `${line}\n`)
say('begun')
await harvestArxiv(database, { ...options, policy, now: () => now }, { progress: ({ read, part }) => say(`stored ${read} ${part}`) })
await database.close()
say('done')
