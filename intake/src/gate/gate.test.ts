import { join } from 'node:path'
import { openDatabase } from '@offprint/store'
import { eachEngine, temporaryFolder } from '@offprint/store/testing'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Archive } from '../simulator/archive.ts'
import { FAULTS, type Fault } from '../simulator/faults.ts'
import { startSimulator, type SimulatorOptions } from '../simulator/server.ts'
import { runChild } from '../testing/child.ts'
import { madeUpRecords } from '../testing/records.ts'
import { openGate } from './gate.ts'
import { politeRequest, readJson, readText, SourceError } from './http.ts'
import { ARXIV_POLICY, backoff, retryAfter, type HostPolicy } from './policy.ts'

const FAST: HostPolicy = { intervalMs: 20, leaseMs: 600, backoffMs: 2, maxBackoffMs: 20, attempts: 6, deadlineMs: 3_000 }
const CLEAN = { tooSoon: 0, parallel: 0, ignoredRetryAfter: 0, anonymous: 0, malformed: 0 }
const CHILD = join(import.meta.dirname, '../testing/gate-child.ts')

async function simulate(options: Partial<SimulatorOptions> = {}) {
  const archive = new Archive(madeUpRecords(200).map((record) => ({ ...record, listedOn: '2026-11-20' })), () => '2026-11-20')
  const simulator = await startSimulator({ archive, intervalMs: FAST.intervalMs, now: () => '2026-11-25T12:00:00Z', ...options })
  onTestFinished(() => simulator.close())
  return { simulator, address: `${simulator.origin}/api/daily_papers?date=2026-11-20&limit=100` }
}

eachEngine('the gate of a host', (store) => {
  test('two processes on one database keep one pause and one connection between them', async () => {
    const { simulator, address } = await simulate()
    const options = await store.options()
    const args = [options, address, 25, FAST].map((value) => JSON.stringify(value))
    await Promise.all([runChild(CHILD, args), runChild(CHILD, args)])
    expect(simulator.requests).toBe(50)
    expect(simulator.politeness.violations).toEqual(CLEAN)
  })

  test('several callers in one process too, and hosts do not wait for each other', async () => {
    const first = await simulate()
    const second = await simulate()
    const database = await store.open()
    const gate = openGate(database)
    const ask = (address: string) => politeRequest(address, { gate, policy: FAST, contact: 'x' }, (answer) => readText(answer))
    await Promise.all([...Array.from({ length: 6 }, () => ask(first.address)), ...Array.from({ length: 6 }, () => ask(second.address))])
    expect([first.simulator.politeness.violations, second.simulator.politeness.violations]).toEqual([CLEAN, CLEAN])
    expect(await database.db.selectFrom('host_gate').select(['host', 'requests', 'holder']).execute()).toHaveLength(2)
  })

  test('a holder that died is waited for until its lease is over, and not longer', async () => {
    const database = await store.open()
    const gate = openGate(database)
    await gate.enter('host', { ...FAST, leaseMs: 150 })
    // The pass is never left, as by a killed process; but this one lives, so its renewals must be stopped for it.
    await database.db.updateTable('host_gate').set({ holder: 'dead' }).execute()
    const began = performance.now()
    const pass = await gate.enter('host', FAST)
    expect(performance.now() - began).toBeGreaterThan(60)
    await pass.leave({ failed: false })
  })

  test.each(FAULTS.filter((fault): fault is Fault => !['repeat', 'reorder', 'charset', 'xml', 'bomb', 'html'].includes(fault)))('after "%s" the request is repeated politely and succeeds', async (fault) => {
    const { simulator, address } = await simulate({ faults: { every: 1, kinds: [fault] }, onRequest: (request) => request > 1 && simulator.setFaults({ every: 0, kinds: [] }) })
    const retries: string[] = []
    const value = await politeRequest(address, { gate: openGate(await store.open()), policy: FAST, contact: 'x', onRetry: ({ reason }) => retries.push(reason) }, (answer) => readJson(answer))
    expect(value).toHaveLength(100)
    expect(retries).toHaveLength(['redirect', 'drip'].includes(fault) ? 0 : 1)
    expect(simulator.politeness.violations).toEqual(CLEAN)
  })
})

test('a refusal is told at once, a failure after its attempts, both in one sentence', async () => {
  const database = await openDatabase({ folder: temporaryFolder() })
  onTestFinished(() => database.close())
  const { simulator } = await simulate()
  const options = { gate: openGate(database), policy: { ...FAST, attempts: 3 }, contact: 'x' }
  await expect(politeRequest(`${simulator.origin}/nowhere`, options, readText)).rejects.toThrow(/answers with status 404 \(Not Found\)\.$/)
  expect(simulator.requests).toBe(1)
  simulator.setFaults({ every: 1, kinds: ['error'] })
  await expect(politeRequest(simulator.origin, options, readText)).rejects.toThrow(SourceError)
  expect(simulator.requests).toBe(4)
  await simulator.close()
  const unreachable: number[] = []
  const patient = { ...options, policy: { ...FAST, attempts: 50 }, onRetry: ({ attempt }: { attempt: number }) => unreachable.push(attempt) }
  await expect(politeRequest(simulator.origin, patient, readText)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/)
  expect(unreachable).toEqual([1, 2])
})

test('an answer that nobody reads does not keep its connection', async () => {
  const database = await openDatabase({ folder: temporaryFolder() })
  onTestFinished(() => database.close())
  const { simulator, address } = await simulate()
  const options = { gate: openGate(database), policy: FAST, contact: 'x' }
  for (let request = 0; request < 3; request++) await politeRequest(address, options, async (answer) => answer.status)
  expect(simulator.politeness.violations).toEqual(CLEAN)
})

test('an answer that drips past the deadline is given up', async () => {
  const database = await openDatabase({ folder: temporaryFolder() })
  onTestFinished(() => database.close())
  const { address } = await simulate({ faults: { every: 1, kinds: ['drip'] } })
  const options = { gate: openGate(database), policy: { ...FAST, attempts: 1, deadlineMs: 15 }, contact: 'x' }
  await expect(politeRequest(address, options, readText)).rejects.toThrow(/no whole answer within 0\.015 seconds/)
})

test('Retry-After is read as seconds or as a date by the server\'s own clock', () => {
  expect(retryAfter('120', undefined, 0)).toBe(120_000)
  // The server's clock is ten minutes ahead of ours: what counts is the difference it means.
  expect(retryAfter('Wed, 25 Nov 2026 12:11:00 GMT', 'Wed, 25 Nov 2026 12:10:00 GMT', Date.parse('2026-11-25T12:00:00Z'))).toBe(60_000)
  expect(retryAfter('Wed, 25 Nov 2026 12:11:00 GMT', undefined, Date.parse('2026-11-25T12:10:00Z'))).toBe(60_000)
  expect([retryAfter('soon', undefined, 0), retryAfter(undefined, undefined, 0)]).toEqual([undefined, undefined])
})

test('the back-off grows, never above its ceiling, never below half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
      const full = Math.min(ARXIV_POLICY.maxBackoffMs, ARXIV_POLICY.backoffMs * 2 ** (failures - 1))
      const wait = backoff(ARXIV_POLICY, failures, random)
      expect(wait).toBeGreaterThanOrEqual(Math.floor(full / 2))
      expect(wait).toBeLessThanOrEqual(full)
    }),
  )
})
