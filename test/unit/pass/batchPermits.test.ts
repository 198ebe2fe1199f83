import { describe, expect, test } from '@jest/globals'
import { Allowance, type Share } from '../../../functions/scavenge/guard/allowance.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { BatchPermits } from '../../../functions/scavenge/pass/batchPermits.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'
import { unlimited } from '../../support/virtual/allowances.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const NO_CAP = { atOnce: 1, burstSeconds: undefined }

interface Shape {
  readonly atOnce: number
  readonly burstSeconds: number | undefined
  /** Deletes that the guards allow; all unless told. */
  readonly maxDeletes?: number
}

/** Permits for so many batches at once, under a cap of 10 units a second saved up for `burstSeconds`, if any. */
function scene({ atOnce, burstSeconds, maxDeletes }: Shape) {
  const clock = new ManualClock(() => 0)
  const deadline = Deadline.start(clock, 100_000)
  const settings = { unitsPerSecond: 10, unitsEach: 1, burstSeconds, longestWaitSeconds: 60, carriedUnits: undefined }
  const cap = burstSeconds === undefined ? undefined : new UnitsCap(clock, settings)
  const limited = () =>
    new Allowance({
      limits: { maxDeletes },
      deleted: 0,
      consumed: () => ({ readUnits: 0, writeUnits: 0 }),
      onTrip: () => deadline.drain(),
    })
  const allowance = maxDeletes === undefined ? unlimited() : limited()
  return { deadline, cap, permits: new BatchPermits(new Semaphore(atOnce), cap, allowance, deadline), allowance }
}

/** So many deletes of one unit each. */
function share(deletes: number): Share {
  return { deletes, units: deletes }
}

async function permitOf(permits: BatchPermits, deletes: number) {
  const permit = await permits.acquire(share(deletes))
  if (permit === undefined) throw new Error('expected a permit, found none')
  return permit
}

/** Whether a promise is settled once all that can go on has done so. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => {
    settled = true
  })
  await new Promise(setImmediate)
  return settled
}

describe('batch permits', () => {
  test('let so many batches go at once, the next one when an earlier one is disposed of', async () => {
    const { permits } = scene({ ...NO_CAP, atOnce: 2 })
    const first = await permitOf(permits, 25)
    await permitOf(permits, 25)
    const third = permits.acquire(share(25))
    expect(await isSettled(third)).toBe(false)
    first[Symbol.dispose]()
    expect(await third).toBeDefined()
  })

  test('set no bound to a batch without a cap, and the cap’s with one', async () => {
    const { permits: free } = scene(NO_CAP)
    expect([free.unitsAtOnce, (await permitOf(free, 25)).units]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    const { permits } = scene({ atOnce: 1, burstSeconds: 2 })
    expect(permits.unitsAtOnce).toBe(20)
    expect((await permitOf(permits, 15)).units).toBe(15)
    expect(permits.unitsAtOnce).toBe(5)
  })

  test('give back what was booked for a batch that was never sent', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 15)
    expect(cap?.availableUnits).toBe(5)
    permit[Symbol.dispose]()
    expect(cap?.availableUnits).toBe(20)
    expect(await isSettled(permits.acquire(share(1)))).toBe(true)
  })

  test('replace what was booked by what the batch consumed, once', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 15)
    permit.settle({ units: 15, writeUnits: 12, deleted: 15 })
    expect(cap?.availableUnits).toBe(8)
    permit[Symbol.dispose]()
    expect(cap?.availableUnits).toBe(8)
  })

  test('book a second request under one permit as well, and another size in place of the first', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 10)
    permit.book(share(12))
    expect([permit.units, cap?.availableUnits]).toEqual([12, 8])
    permit.settle({ units: 12, writeUnits: 10, deleted: 12 })
    permit.book(share(1))
    expect(permit.units).toBe(1)
    expect(cap?.availableUnits).toBeCloseTo(20 - 10 - 10 / 12)
    permit.settle({ units: 1, writeUnits: 3, deleted: 1 })
    expect([permit.units, cap?.availableUnits]).toEqual([0, 7])
  })

  test('keep what a request without an answer had booked', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 10)
    permit.keep()
    permit[Symbol.dispose]()
    expect(cap?.availableUnits).toBe(10)
  })

  test('are refused, and the pass drains, where a cap in bursts has nothing left', async () => {
    const { permits, deadline } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 20)
    permit.settle({ units: 20, writeUnits: 20, deleted: 20 })
    permit[Symbol.dispose]()
    expect(await permits.acquire(share(5))).toBeUndefined()
    expect([deadline.draining.aborted, deadline.ended.aborted]).toEqual([true, false])
  })

  test('are refused at the deadline, and keep nothing booked', async () => {
    const { permits, cap, deadline } = scene({ atOnce: 1, burstSeconds: 2 })
    await permitOf(permits, 5)
    const waiting = permits.acquire(share(5))
    expect(await isSettled(waiting)).toBe(false)
    expect(cap?.availableUnits).toBe(10)
    deadline.drain()
    expect(await waiting).toBeUndefined()
    expect(cap?.availableUnits).toBe(15)
  })

  test('without a cap leave the deadline alone', async () => {
    const { permits, deadline } = scene(NO_CAP)
    const permit = await permitOf(permits, 5)
    permit.settle({ units: 5, writeUnits: 5, deleted: 5 })
    expect(deadline.draining.aborted).toBe(false)
  })

  test('let no more deletes go than the guards allow, those in flight included', async () => {
    const { permits } = scene({ ...NO_CAP, atOnce: 9, maxDeletes: 30 })
    await permitOf(permits, 25)
    const second = await permitOf(permits, 25)
    expect(second.deletes).toBe(5)
    const third = permits.acquire(share(25))
    expect(await isSettled(third)).toBe(false)
    second.settle({ units: 5, writeUnits: 5, deleted: 2 })
    expect((await third)?.deletes).toBe(3)
  })

  test('are refused, and the pass drains, where a guard allows no more', async () => {
    const { permits, deadline, allowance } = scene({ ...NO_CAP, maxDeletes: 30 })
    const permit = await permitOf(permits, 30)
    permit.settle({ units: 30, writeUnits: 30, deleted: 30 })
    permit[Symbol.dispose]()
    expect(deadline.draining.aborted).toBe(false)
    expect(await permits.acquire(share(1))).toBeUndefined()
    expect(deadline.draining.aborted).toBe(true)
    expect(allowance.trip).toEqual({ guard: 'maxDeletes', limit: 30, found: 30 })
  })

  test('count against the guards what is booked now, and what was deleted', async () => {
    const { permits, allowance } = scene({ ...NO_CAP, maxDeletes: 30 })
    const permit = await permitOf(permits, 10)
    expect(allowance.deletesNow).toBe(20)
    permit.book(share(12))
    expect(allowance.deletesNow).toBe(18)
    permit.settle({ units: 12, writeUnits: 12, deleted: 4 })
    expect(allowance.deletesNow).toBe(26)
    permit.book(share(5))
    permit.keep()
    expect(allowance.deletesNow).toBe(26)
  })

  test('book anew where either the deletes or their units are others', async () => {
    const { permits, allowance, cap } = scene({ atOnce: 1, burstSeconds: 2, maxDeletes: 30 })
    const permit = await permitOf(permits, 10)
    permit.book({ deletes: 10, units: 5 })
    expect([allowance.deletesNow, cap?.availableUnits]).toEqual([20, 15])
    permit.book({ deletes: 8, units: 5 })
    expect([allowance.deletesNow, cap?.availableUnits]).toEqual([22, 15])
  })

  test('give back to the guards what was not sent: after a permit without a request, and at the deadline', async () => {
    const { permits, allowance, deadline } = scene({ ...NO_CAP, maxDeletes: 30 })
    const permit = await permitOf(permits, 20)
    const waiting = permits.acquire(share(20))
    expect(await isSettled(waiting)).toBe(false)
    expect(allowance.deletesNow).toBe(0)
    deadline.drain()
    expect(await waiting).toBeUndefined()
    expect(allowance.deletesNow).toBe(10)
    permit[Symbol.dispose]()
    expect(allowance.deletesNow).toBe(30)
  })
})
