import { describe, expect, test } from '@jest/globals'
import { PageSize } from '../../../functions/scavenge/pace/pageSize.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { readPages } from '../../../functions/scavenge/pass/pages.ts'
import { Requests } from '../../../functions/scavenge/pass/requests.ts'
import { Stall } from '../../../functions/scavenge/pass/stall.ts'
import { Troubles } from '../../../functions/scavenge/pass/troubles.ts'
import { Ledger } from '../../../functions/scavenge/progress/ledger.ts'
import { Backoff } from '../../../functions/scavenge/request/backoff.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { unlimited } from '../../support/virtual/allowances.ts'
import { itemsOf, ListedTable } from '../../support/virtual/listedTable.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

interface Shape {
  readonly items: number
  readonly read?: (call: number) => Error | 'silence' | undefined
  readonly readUnitsPerSecond?: number
}

/** Pages of one segment, ten items each unless a cap binds. */
function scene({ items, read, readUnitsPerSecond }: Shape) {
  const clock = new ManualClock(() => 0)
  const deadline = Deadline.start(clock, 100_000)
  const table = new ListedTable(clock, [itemsOf(0, Array(items).fill(1))], { read })
  const ledger = new Ledger()
  const troubles = new Troubles(clock)
  const cap = {
    unitsPerSecond: readUnitsPerSecond ?? 1,
    unitsEach: 0.5,
    burstSeconds: 10,
    longestWaitSeconds: 60,
    carriedUnits: undefined,
  }
  const readCap = readUnitsPerSecond === undefined ? undefined : new UnitsCap(clock, cap)
  const pages = readPages({ segment: 0, totalSegments: 1, startKey: undefined }, new Backoff(clock, () => 1), {
    requests: new Requests({ table, clock, deadline, deletesAllowed: false, onDenied: () => undefined }),
    readCap: readCap && (() => readCap),
    allowance: unlimited(),
    pageSize: new PageSize(10, 100_000),
    ledger,
    deadline,
    stall: new Stall(clock, () => deadline.drain()),
    troubles,
  })
  /** The next page's size; undefined after the last. */
  async function next(): Promise<number | undefined> {
    let over = false
    const page = pages.next().finally(() => {
      over = true
    })
    page.catch(() => undefined) // awaited below, when virtual time has passed
    await clock.run(() => over, Number.POSITIVE_INFINITY)
    return (await page).value?.scannedCount
  }
  return { clock, deadline, table, ledger, troubles, readCap, next }
}

describe('the pages of a segment', () => {
  test('are read when they are asked for, from after the one before, to the last', async () => {
    const { table, ledger, next } = scene({ items: 25 })
    expect(table.scans).toHaveLength(0)
    expect(await next()).toBe(10)
    expect(table.scans).toHaveLength(1)
    expect([await next(), await next(), await next()]).toEqual([10, 5, undefined])
    expect(table.scans.map(({ startKey }) => startKey?.id?.S)).toEqual([undefined, '0.000009', '0.000019'])
    expect(ledger.counts()).toMatchObject({ scanned: 25, readUnits: 12.5 })
  })

  test('end at the deadline without a request', async () => {
    const { deadline, table, next } = scene({ items: 25 })
    expect(await next()).toBe(10)
    deadline.drain()
    expect(await next()).toBeUndefined()
    expect(table.scans).toHaveLength(1)
  })

  test('give back at the deadline what their cap had booked', async () => {
    const { deadline, readCap, next } = scene({ items: 25, readUnitsPerSecond: 10 })
    deadline.drain()
    expect(await next()).toBeUndefined()
    expect(readCap?.availableUnits).toBe(100)
  })

  test('end where the cap has nothing left', async () => {
    const { table, readCap, next } = scene({ items: 100, readUnitsPerSecond: 1 })
    expect(await next()).toBe(10)
    expect(await next()).toBe(10)
    expect(await next()).toBeUndefined()
    expect(readCap?.exhausted).toBe(true)
    expect(table.scans).toHaveLength(2)
  })

  test('are no larger than the cap allows at once', async () => {
    const { table, next } = scene({ items: 100, readUnitsPerSecond: 0.2 })
    await next()
    expect(table.scans[0]?.limit).toBe(4)
  })

  test('come after a failed request that is sent again, which gives back what it had booked', async () => {
    const { troubles, readCap, table, next } = scene({
      items: 25,
      readUnitsPerSecond: 10,
      read: (call) => (call === 1 ? new Throttled(['Reason']) : undefined),
    })
    expect(await next()).toBe(10)
    expect(troubles.byCode).toEqual({ Throttled: 1, Reason: 1 })
    expect(table.scannedMs).toEqual([0, 60]) // 10 ms for the answer, 50 for the wait
    expect(readCap?.availableUnits).toBeCloseTo(95.1, 0)
  })

  test('keep what a request without an answer had booked: it may have been served', async () => {
    const { readCap, next } = scene({
      items: 25,
      readUnitsPerSecond: 1,
      read: (call) => (call === 1 ? new RequestFailed('TimedOut') : undefined),
    })
    await next()
    expect(readCap?.availableUnits).toBeCloseTo(0, 0) // 10 saved up: 5 kept, 5 read
    const givenUp = scene({ items: 25, readUnitsPerSecond: 1, read: () => 'silence' })
    givenUp.clock.after(500, () => givenUp.deadline.drain())
    expect(await givenUp.next()).toBeUndefined()
    expect(givenUp.readCap?.availableUnits).toBeCloseTo(5.5, 1)
  })

  test('note no trouble where the deadline itself gave the request up', async () => {
    const { clock, deadline, troubles, next } = scene({ items: 25, read: () => 'silence' })
    clock.after(500, () => deadline.drain())
    expect(await next()).toBeUndefined()
    expect(troubles.byCode).toEqual({})
    expect(clock.monotonicMs()).toBe(500)
  })

  test('end by an error that no repetition mends', async () => {
    const defect = new TypeError('a defect')
    await expect(scene({ items: 25, read: () => defect }).next()).rejects.toBe(defect)
  })
})
