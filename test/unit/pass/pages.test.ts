import { describe, expect, test } from '@jest/globals'
import { READ_UNIT } from '../../../functions/scavenge/cost/prices.ts'
import { Allowance } from '../../../functions/scavenge/guard/allowance.ts'
import { PageSize } from '../../../functions/scavenge/pace/pageSize.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { type PagesContext, readFirstItems, readPages } from '../../../functions/scavenge/pass/pages.ts'
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
  /** Seconds for which the cap saves units up: 10 unless told. Null: without bursts. */
  readonly burstSeconds?: number | null
  readonly allowance?: Allowance
  /** Items that the filter leaves out. */
  readonly unmatched?: number
  readonly look?: () => Error | 'silence' | undefined
}

/** Pages of one segment, ten items each unless a cap binds, and the table's first items. */
function scene({ items, read, readUnitsPerSecond, burstSeconds = 10, allowance, unmatched = 0, look }: Shape) {
  const clock = new ManualClock(() => 0)
  const deadline = Deadline.start(clock, 100_000)
  const table = new ListedTable(clock, [itemsOf(0, Array(items).fill(1))], {
    read,
    look,
    unmatched: itemsOf(1, Array(unmatched).fill(1)),
  })
  const ledger = new Ledger()
  const troubles = new Troubles(clock)
  const cap = {
    unitsPerSecond: readUnitsPerSecond ?? 1,
    unitsEach: 0.5,
    burstSeconds: burstSeconds ?? undefined,
    longestWaitSeconds: 60,
    carriedUnits: undefined,
  }
  const readCap = readUnitsPerSecond === undefined ? undefined : new UnitsCap(clock, cap)
  const context: PagesContext = {
    requests: new Requests({
      table,
      reading: { kind: 'scan' },
      clock,
      deadline,
      deletesAllowed: false,
      onDenied: () => undefined,
    }),
    readCap: readCap && (() => readCap),
    allowance: allowance ?? unlimited(),
    pageSize: new PageSize(10, 100_000),
    ledger,
    deadline,
    stall: new Stall(clock, () => deadline.drain()),
    troubles,
  }
  const pages = readPages({ segment: 0, totalSegments: 1, startKey: undefined }, new Backoff(clock, () => 1), context)
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let over = false
    const noted = promise.finally(() => {
      over = true
    })
    noted.catch(() => undefined) // awaited below, when virtual time has passed
    await clock.run(() => over, Number.POSITIVE_INFINITY)
    return noted
  }
  /** The next page's size; undefined after the last. */
  const next = async () => (await settled(pages.next())).value?.scannedCount
  /** How many of the first items are found with these attributes. */
  const first = async (...attributes: readonly string[]) => (await settled(readFirstItems(attributes, context))).length
  return { clock, deadline, table, ledger, troubles, readCap, next, first }
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

describe('the pages of a segment under a guard', () => {
  test('end where reading may cost no more, before the next request', async () => {
    const allowance = new Allowance({
      limits: { maxDollars: READ_UNIT },
      deleted: 0,
      consumed: () => ledger.counts(),
      onTrip: () => undefined,
    })
    const { table, ledger, next } = scene({ items: 100, allowance })
    expect([await next(), await next()]).toEqual([10, undefined])
    expect(table.scans).toHaveLength(1)
    expect(allowance.trip?.guard).toBe('maxDollars')
  })
})

describe('failures while reading', () => {
  test('end the pass after 30 s without a page, and not where pages come between them', async () => {
    const stuck = scene({ items: 100, read: () => new Throttled([]) })
    expect(await stuck.next()).toBeUndefined()
    expect(stuck.clock.monotonicMs()).toBeGreaterThanOrEqual(30_000)
    expect(stuck.clock.monotonicMs()).toBeLessThan(40_000)
    const slow = scene({ items: 100, read: (call) => (call % 9 === 0 ? undefined : new Throttled([])) })
    const pages = [await slow.next(), await slow.next(), await slow.next(), await slow.next()]
    expect(pages).toEqual([10, 10, 10, 10])
    expect(slow.clock.monotonicMs()).toBeGreaterThan(30_000)
  })

  test('are waited for from the shortest wait again once a page was read', async () => {
    const { table, next } = scene({ items: 100, read: (call) => (call % 3 === 0 ? undefined : new Throttled([])) })
    expect([await next(), await next()]).toEqual([10, 10])
    const waits = table.scannedMs.slice(1).map((ms, index) => ms - (table.scannedMs[index] ?? 0) - 10)
    expect(waits).toEqual([50, 100, 0, 50, 100])
  })
})

describe('the first items of a table', () => {
  test('are a hundred at most, whose units the ledger counts, and not the items', async () => {
    const { ledger, first } = scene({ items: 0, unmatched: 250 })
    expect(await first('done')).toBe(100)
    expect(ledger.counts()).toMatchObject({ scanned: 0, readUnits: 50 })
  })

  test('are not asked for without attributes, at the deadline, or where the cap has nothing left', async () => {
    const ofSmallCap = () => scene({ items: 100, unmatched: 250, readUnitsPerSecond: 1 })
    const [filterless, late, spent] = [ofSmallCap(), ofSmallCap(), ofSmallCap()]
    expect(await filterless.first()).toBe(0)
    late.deadline.drain()
    expect(await late.first('done')).toBe(0)
    while ((await spent.next()) !== undefined);
    expect(await spent.first('done')).toBe(0)
    expect([filterless.table.looks, late.table.looks, spent.table.looks]).toEqual([0, 0, 0])
    expect([filterless.readCap?.availableUnits, late.readCap?.availableUnits]).toEqual([10, 10])
  })

  test('are not asked for where the deadline comes while the cap makes them wait', async () => {
    const { clock, deadline, table, readCap, first } = scene({
      items: 100,
      unmatched: 250,
      readUnitsPerSecond: 1,
      burstSeconds: null,
    })
    readCap?.bookAtOnce(20)
    clock.after(500, () => deadline.drain())
    expect(await first('done')).toBe(0)
    expect(table.looks).toBe(0)
    expect(clock.monotonicMs()).toBe(500)
  })

  test('take of the read cap what they consumed', async () => {
    const { readCap, first } = scene({ items: 0, unmatched: 40, readUnitsPerSecond: 10 })
    expect(await first('done')).toBe(40)
    expect(readCap?.availableUnits).toBeCloseTo(80, 0)
  })

  test.each([
    ['throttled', new Throttled([]), 100],
    ['without an answer', new RequestFailed('ECONNRESET'), 50],
  ])('are none where the request is %s; the cap keeps what the table may have taken', async (_, error, available) => {
    const { readCap, troubles, first } = scene({ items: 0, unmatched: 250, readUnitsPerSecond: 10, look: () => error })
    expect(await first('done')).toBe(0)
    expect(readCap?.availableUnits).toBeCloseTo(available, 0)
    expect(troubles.byCode).toEqual({ [error.code]: 1 })
  })

  test('are none at the deadline, which is no trouble', async () => {
    const { clock, deadline, troubles, first } = scene({ items: 0, unmatched: 250, look: () => 'silence' })
    clock.after(500, () => deadline.drain())
    expect(await first('done')).toBe(0)
    expect(troubles.byCode).toEqual({})
    expect(clock.monotonicMs()).toBe(500)
  })
})
