import { describe, expect, test } from '@jest/globals'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../support/virtual/listedTable.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)
const THROTTLED: DeleteOutcome = { kind: 'throttled', reasons: [] }
const KEY_RANGE = 'TableWriteKeyRangeThroughputExceeded'

/** Sizes of the batches that a table was asked to delete. */
const sizes = ({ table }: ReturnType<typeof listedExecution>) => table.batches.map((items) => items.length)

describe('the deletes of a segment', () => {
  test('ask for the cause of a throttle that has none by one delete alone, the first in the queue', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(30))],
      becomes: (items, call) => items.map(() => (call <= 2 ? THROTTLED : DELETED)),
      input: { deleters: 1, readers: 1 },
    })
    const { ledger, trouble } = await execution.pass()
    expect(ledger).toMatchObject({ deleted: 30 })
    expect(trouble).toEqual({ Throttled: 2, [KEY_RANGE]: 1 })
    expect(sizes(execution).slice(0, 2)).toEqual([25, 1])
    expect(execution.table.batches[1]?.[0]).toBe(execution.table.batches[0]?.[0])
    expect(execution.table.mostDeletes).toBe(1)
  })

  test('ask nothing where nothing is left in the queue', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(25))],
      becomes: (items, call) => items.map((_, index) => (call === 1 && index === 0 ? THROTTLED : DELETED)),
    })
    const { ledger } = await execution.pass()
    expect(ledger).toMatchObject({ deleted: 25, writeUnits: 25 })
    expect(sizes(execution)).toEqual([25, 1])
  })

  test('try again at the head of the queue, in their order', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(40))],
      becomes: (items, call) =>
        items.map((_, index) => (call === 1 && index < 3 ? { kind: 'retryable', code: 'Conflict' } : DELETED)),
      input: { deleters: 1, readers: 1 },
    })
    await execution.pass()
    const [first = [], second = []] = execution.table.batches
    expect(second.slice(0, 3)).toEqual(first.slice(0, 3))
    expect(sizes(execution)).toEqual([25, 18])
  })

  test('count the write units of every answer, those of single deletes too', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(60))],
      becomes: (items, call) => items.map(() => (call === 1 ? THROTTLED : DELETED)),
    })
    expect((await execution.pass()).ledger).toMatchObject({ deleted: 60, writeUnits: 60 })
  })

  test('count the read units of what their conditions had to be looked up for, in the ledger', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(60))], lookupUnits: 3 })
    const { ledger } = await execution.pass()
    expect(ledger.readUnits).toBe(30 + 3 * execution.table.batches.length)
  })

  test('and in the read cap, which the next Scans wait off', async () => {
    const elapsedMs = async (lookupUnits: number) => {
      const execution = listedExecution({
        segments: [itemsOf(0, old(60)), itemsOf(1, old(60))],
        input: { maxReadUnitsPerSecond: 10, readers: 1 },
        lookupUnits,
      })
      await execution.toTheEnd()
      return execution.clock.monotonicMs()
    }
    expect((await elapsedMs(50)) - (await elapsedMs(0))).toBeGreaterThan(4_000)
  })

  test('leave a permit free for other segments while they wait', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(1)), itemsOf(1, old(500))],
      becomes: (items) =>
        items[0]?.id?.S?.startsWith('0.') ? new RequestFailed('ECONNRESET') : items.map(() => DELETED),
      input: { deleters: 1 },
      passMs: 20_000,
    })
    expect(await execution.pass()).toMatchObject({ status: 'continue', ledger: { deleted: 500, abandoned: 1 } })
  })

  test('are given up where the pass must answer, and abandoned', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(10))],
      becomes: () => 'silence',
      passMs: 2_000,
    })
    const { ledger, trouble } = await execution.pass()
    expect(ledger).toMatchObject({ matched: 10, abandoned: 10, deleted: 0 })
    expect(trouble).toEqual({ Aborted: 1 })
    expect(execution.clock.monotonicMs()).toBeCloseTo(1_940, -1)
  })

  test('send nothing more after the deadline', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(900))],
      input: { maxWriteUnitsPerSecond: 25 },
      stoppedMs: 3_000,
    })
    await execution.pass()
    const sent = execution.table.batches.length
    expect(execution.clock.monotonicMs()).toBeLessThan(3_100)
    expect(sent).toBeLessThan(10)
  })

  test('of a cap in bursts end the pass where the cap has nothing left', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(900))],
      rule: { burstSeconds: 30 },
      input: { maxWriteUnitsPerSecond: 10 },
      passMs: 900_000,
    })
    const { status, ledger } = await execution.pass()
    expect(status).toBe('continue')
    expect(ledger).toMatchObject({ writeUnits: expect.any(Number) })
    expect(ledger.writeUnits).toBeLessThanOrEqual(310)
    expect(execution.clock.monotonicMs()).toBeLessThan(5_000)
  })

  test('are as many as the cap has booked, though the next page is of smaller items', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(303))],
      bytes: ({ id }) => (Number(id?.S?.slice(2)) < 3 ? 399 * 1_024 : 300),
      input: { maxWriteUnitsPerSecond: 50, readers: 1 },
    })
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { deleted: 303, writeUnits: 1_497 } })
    expect(sizes(execution).slice(0, 3)).toEqual([1, 1, 1])
    let sum = 0
    for (const { sentMs, units } of execution.table.written) {
      sum += units
      expect(sum).toBeLessThanOrEqual((sentMs / 1_000) * 50 + 25)
    }
  })

  test('without an answer keep what they had booked: the table may have taken them', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(200))],
      bytes: () => 100,
      rule: { burstSeconds: 10 },
      becomes: (items, call) => (call <= 3 ? new RequestFailed('ECONNRESET') : items.map(() => DELETED)),
      input: { maxWriteUnitsPerSecond: 10, readers: 1, deleters: 1 },
    })
    expect(await execution.pass()).toMatchObject({ status: 'continue', ledger: { deleted: 25 } })
  })

  test('judge what a delete takes by those that the table took, not by those that it throttled', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(100))],
      bytes: () => 4_096,
      becomes: (items, call) => items.map((_, index) => (call === 1 && index > 0 ? THROTTLED : DELETED)),
      input: { maxWriteUnitsPerSecond: 100, readers: 1, deleters: 1 },
    })
    await execution.pass()
    for (const { units } of execution.table.written) expect(units).toBeLessThanOrEqual(100)
  })

  test('use what a request that was throttled had booked for those after it', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(100))],
      rule: { burstSeconds: 100 },
      becomes: (items, call) => (call <= 3 ? new Throttled([KEY_RANGE]) : items.map(() => DELETED)),
      input: { maxWriteUnitsPerSecond: 10, deleters: 1 },
    })
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { deleted: 100 } })
  })

  test('of an unexpected kind end the pass by their error', async () => {
    const defect = new TypeError('a defect')
    const execution = listedExecution({ segments: [itemsOf(0, [OLD, YOUNG])], becomes: () => defect })
    await expect(execution.pass()).rejects.toBe(defect)
  })
})
