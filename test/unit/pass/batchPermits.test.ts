import { describe, expect, test } from '@jest/globals'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { BatchPermits } from '../../../functions/scavenge/pass/batchPermits.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const NO_CAP = { atOnce: 1, burstSeconds: undefined }

/** Permits for so many batches at once, under a cap of 10 units a second saved up for `burstSeconds`, if any. */
function scene({ atOnce, burstSeconds }: { readonly atOnce: number; readonly burstSeconds: number | undefined }) {
  const clock = new ManualClock(() => 0)
  const deadline = Deadline.start(clock, 100_000)
  const settings = { unitsPerSecond: 10, unitsEach: 1, burstSeconds, longestWaitSeconds: 60, carriedUnits: undefined }
  const cap = burstSeconds === undefined ? undefined : new UnitsCap(clock, settings)
  return { deadline, cap, permits: new BatchPermits(new Semaphore(atOnce), cap, deadline) }
}

async function permitOf(permits: BatchPermits, deletes: number) {
  const permit = await permits.acquire(deletes)
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
    const third = permits.acquire(25)
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
    expect(await isSettled(permits.acquire(1))).toBe(true)
  })

  test('replace what was booked by what the batch consumed, once', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 15)
    permit.settle(15, 12)
    expect(cap?.availableUnits).toBe(8)
    permit[Symbol.dispose]()
    expect(cap?.availableUnits).toBe(8)
  })

  test('book a second request under one permit as well, and another size in place of the first', async () => {
    const { permits, cap } = scene({ atOnce: 1, burstSeconds: 2 })
    const permit = await permitOf(permits, 10)
    permit.book(12)
    expect([permit.units, cap?.availableUnits]).toEqual([12, 8])
    permit.settle(12, 10)
    permit.book(1)
    expect(permit.units).toBe(1)
    expect(cap?.availableUnits).toBeCloseTo(20 - 10 - 10 / 12)
    permit.settle(1, 3)
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
    permit.settle(20, 20)
    permit[Symbol.dispose]()
    expect(await permits.acquire(5)).toBeUndefined()
    expect([deadline.draining.aborted, deadline.ended.aborted]).toEqual([true, false])
  })

  test('are refused at the deadline, and keep nothing booked', async () => {
    const { permits, cap, deadline } = scene({ atOnce: 1, burstSeconds: 2 })
    await permitOf(permits, 5)
    const waiting = permits.acquire(5)
    expect(await isSettled(waiting)).toBe(false)
    expect(cap?.availableUnits).toBe(10)
    deadline.drain()
    expect(await waiting).toBeUndefined()
    expect(cap?.availableUnits).toBe(15)
  })

  test('without a cap leave the deadline alone', async () => {
    const { permits, deadline } = scene(NO_CAP)
    const permit = await permitOf(permits, 5)
    permit.settle(5, 5)
    expect(deadline.draining.aborted).toBe(false)
  })
})
