import { describe, expect, test } from '@jest/globals'
import { Allowance } from '../../../functions/scavenge/guard/allowance.ts'
import { Paces } from '../../../functions/scavenge/pace/paces.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { BatchPermits } from '../../../functions/scavenge/pass/batchPermits.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { Deletes } from '../../../functions/scavenge/pass/deletes.ts'
import { Requests } from '../../../functions/scavenge/pass/requests.ts'
import { Stall } from '../../../functions/scavenge/pass/stall.ts'
import { Failures, Troubles } from '../../../functions/scavenge/pass/troubles.ts'
import { Checkpoint } from '../../../functions/scavenge/progress/checkpoint.ts'
import { Ledger } from '../../../functions/scavenge/progress/ledger.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { type Becomes, DELETED, itemsOf, ListedTable } from '../../support/virtual/listedTable.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)
const THROTTLED: DeleteOutcome = { kind: 'throttled', reasons: [] }
const KEY_RANGE = 'TableWriteKeyRangeThroughputExceeded'

/** Sizes of the batches that a table was asked to delete. */
const sizes = ({ table }: ReturnType<typeof listedExecution>) => table.batches.map((items) => items.length)

interface Shape {
  readonly atOnce?: number
  readonly becomes?: (call: number) => Becomes | undefined
  /** Write units a second of a cap without bursts; no cap unless told. */
  readonly unitsPerSecond?: number
  readonly maxDeletes?: number
}

/** The deletes of one segment of a table that answers after 10 ms, as they run. */
function running({ atOnce = 2, becomes, unitsPerSecond, maxDeletes }: Shape = {}) {
  let ties = 0
  const clock = new ManualClock(() => -ties++) // of what is due at one moment, the latest comes first
  const items = itemsOf(0, old(100))
  const table = new ListedTable(clock, [items], {
    becomes: (batch, call) => becomes?.(call) ?? batch.map(() => DELETED),
  })
  const deadline = Deadline.start(clock, 100_000)
  const ledger = new Ledger()
  const checkpoint = new Checkpoint(undefined, ledger)
  const allowance = new Allowance({
    limits: { maxDeletes },
    deleted: 0,
    consumed: () => ledger.counts(),
    onTrip: () => deadline.drain(),
  })
  const settings = { unitsPerSecond: unitsPerSecond ?? 1, unitsEach: 1, longestWaitSeconds: 60 }
  const cap = new UnitsCap(clock, { ...settings, burstSeconds: undefined, carriedUnits: undefined })
  const semaphore = new Semaphore(atOnce)
  const permits = new BatchPermits(semaphore, unitsPerSecond === undefined ? undefined : cap, allowance, deadline)
  const troubles = new Troubles(clock)
  const context = { ledger, deadline, permits, readCap: undefined, stall: new Stall(clock, () => undefined), troubles }
  const reading = { kind: 'scan' } as const
  const requests = new Requests({ table, reading, clock, deadline, deletesAllowed: false, onDenied: () => undefined })
  const failures = new Failures(() => deadline.abort())
  const pace = new Paces(clock, () => 1, { readers: 1, distance: () => 0 }).open(0)
  const deletes = new Deletes({ ...context, requests, failures }, checkpoint, pace)
  let over = false
  void deletes.run().then(() => {
    over = true
  })
  let entered = 0
  return {
    ...{ clock, table, deadline, deletes, ledger, semaphore, pace },
    isOver: () => over,
    /** Enters a page of so many candidates, and has them deleted. */
    add(count: number, unitsEach = 1): void {
      const page = items.slice(entered, entered + count)
      entered += count
      deletes.add(checkpoint.add(page, Array(count).fill('candidate'), page.at(-1), unitsEach))
    },
    /** The sizes of the batches that were sent by this time. */
    async sent(ms: number): Promise<readonly number[]> {
      let reached = false
      clock.after(ms - clock.monotonicMs(), () => {
        reached = true
      })
      await clock.run(() => reached, ms)
      return table.batches.map((batch) => batch.length)
    },
  }
}

describe('a batch of deletes is sent', () => {
  test('when it is full', async () => {
    const { add, sent } = running()
    add(24)
    expect(await sent(5)).toEqual([])
    add(27)
    expect(await sent(9)).toEqual([25, 25])
    const exactly = running()
    exactly.add(25)
    expect(await exactly.sent(5)).toEqual([25])
  })

  test('when the reader waits and nothing is in flight', async () => {
    const { add, deletes, sent } = running()
    add(28)
    deletes.readerWaits(true)
    expect(await sent(5)).toEqual([25])
    expect(await sent(15)).toEqual([25, 3])
    deletes.readerWaits(false)
    add(2)
    expect(await sent(30)).toEqual([25, 3])
    deletes.readerWaits(true)
    expect(await sent(31)).toEqual([25, 3, 2])
  })

  test('when no more candidates come, beside those in flight', async () => {
    const { add, deletes, sent, isOver, ledger } = running()
    add(28)
    expect(await sent(5)).toEqual([25])
    deletes.close()
    expect(await sent(9)).toEqual([25, 3])
    expect(isOver()).toBe(false)
    await sent(20)
    expect([isOver(), ledger.counts().deleted]).toEqual([true, 28])
  })

  test('when it holds what the cap allows at once, and not before', async () => {
    const { add, sent } = running({ unitsPerSecond: 10 })
    add(2, 4)
    expect(await sent(1_000)).toEqual([])
    add(1, 2)
    expect(await sent(2_000)).toEqual([3])
  })

  test('when another candidate would take it beyond the cap', async () => {
    const { add, sent } = running({ unitsPerSecond: 10 })
    add(1, 4)
    add(1, 7)
    expect(await sent(2_000)).toEqual([1])
  })

  test('by itself where it is larger than the cap allows at once', async () => {
    const { add, sent } = running({ unitsPerSecond: 10 })
    add(1, 50)
    expect(await sent(20_000)).toEqual([1])
  })

  test('of no more than the guards allow', async () => {
    const { add, deletes, sent, deadline } = running({ maxDeletes: 30 })
    add(60)
    deletes.close()
    expect(await sent(9)).toEqual([25, 5])
    expect(await sent(50)).toEqual([25, 5])
    expect(deadline.draining.aborted).toBe(true)
  })

  test('only before the deadline, though its permit came at that moment', async () => {
    const { clock, add, deletes, sent, deadline, semaphore, isOver } = running({ atOnce: 1 })
    await semaphore.acquire(deadline.draining)
    add(25)
    deletes.close()
    clock.after(deadline.leftMs, () => semaphore.release())
    await sent(clock.monotonicMs() + deadline.leftMs)
    expect(await sent(95_000)).toEqual([])
    expect(isOver()).toBe(true)
  })
})

describe('the run of a segment’s deletes ends', () => {
  test('when what failed was sent again and is settled', async () => {
    const { add, deletes, sent, isOver, ledger } = running({
      becomes: (call) => (call === 1 ? [DELETED, THROTTLED, DELETED] : undefined),
    })
    add(3)
    deletes.close()
    await sent(10)
    expect(isOver()).toBe(false)
    expect(await sent(1_000)).toEqual([3, 1])
    expect([isOver(), ledger.counts().deleted]).toEqual([true, 3])
  })

  test('at the deadline, when what is in flight is answered; nothing is asked and nothing sent again', async () => {
    const { add, sent, deadline, isOver, pace } = running({ becomes: () => Array(25).fill(THROTTLED) })
    add(27)
    expect(await sent(5)).toEqual([25])
    deadline.drain()
    await sent(9)
    expect(isOver()).toBe(false)
    expect(await sent(1_000)).toEqual([25])
    expect(isOver()).toBe(true)
    expect(pace.takeTurnToAsk()).toBe(true) // the turn is left to those who can ask
  })

  test('at the deadline, while it waits for candidates', async () => {
    const { sent, deadline, isOver } = running()
    await sent(5)
    expect(isOver()).toBe(false)
    deadline.drain()
    await sent(6)
    expect(isOver()).toBe(true)
  })
})

describe('the deletes of a segment', () => {
  test('go no further than the guards allow where they ask for the cause of a throttle', async () => {
    const { add, deletes, sent, ledger } = running({
      becomes: (call) => (call === 1 ? [THROTTLED, ...Array(24).fill(DELETED)] : undefined),
      maxDeletes: 25,
    })
    add(60)
    deletes.close()
    await sent(1_000)
    expect(ledger.counts().deleted).toBeLessThanOrEqual(25)
    expect((await sent(1_000)).reduce((sum, size) => sum + size, 0)).toBe(26)
  })

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
    let sum = 0
    for (const { sentMs, units } of execution.table.written) {
      sum += units
      expect(sum).toBeLessThanOrEqual((sentMs / 1_000) * 100 + 100)
    }
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
