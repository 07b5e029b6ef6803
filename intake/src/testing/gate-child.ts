/** For tests: asks an address a number of times through the gate. Arguments: database options, address, count, policy. */
import { openDatabase } from '@offprint/store'
import { openGate } from '../gate/gate.ts'
import { politeRequest, readText } from '../gate/http.ts'

const [options, address, count, policy] = process.argv.slice(2).map((text) => JSON.parse(text))
const database = await openDatabase(options)
const gate = openGate(database)
for (let request = 0; request < count; request++) await politeRequest(address, { gate, policy, contact: 'keeper@example.org' }, (answer) => readText(answer))
await database.close()
