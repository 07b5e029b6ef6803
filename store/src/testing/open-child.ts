/** For tests: opens a database in a process of its own. Arguments: the options as JSON, and when to do it (milliseconds since 1970). */
import { openDatabase } from '../database.ts'

const [options, at] = process.argv.slice(2).map((text) => JSON.parse(text))
// All begin in the same millisecond, as far as a machine can.
await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())))
const database = await openDatabase(options)
await database.close()
