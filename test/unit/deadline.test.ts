import { describe, expect, test } from '@jest/globals'
import { Deadline } from '../../functions/scavenge/deadline.ts'
import { ManualClock } from '../support/manualClock.ts'

const LENGTH_MS = 100_000

function clockWithoutTies(): ManualClock {
  return new ManualClock(() => 0)
}

describe('Deadline', () => {
  test('comes as early as the slowest batch demands, also when that batch is answered while it is awaited', async () => {
    const clock = clockWithoutTies()
    const deadline = new Deadline(clock, LENGTH_MS)
    const slowBatchMs = 20_000
    clock.at(50_000, () => {
      deadline.observe(slowBatchMs)
      return undefined
    })
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    expect(LENGTH_MS - clock.monotonicMs()).toBeGreaterThanOrEqual(2 * slowBatchMs)
    deadline.close()
  })

  test('moves back as a slow batch is forgotten', async () => {
    const clock = clockWithoutTies()
    const deadline = new Deadline(clock, LENGTH_MS)
    deadline.observe(20_000)
    for (let batch = 0; batch < 500; batch++) {
      clock.at(batch * 100, () => {
        deadline.observe(10)
        return undefined
      })
    }
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    expect(LENGTH_MS - clock.monotonicMs()).toBeLessThan(10_000)
    deadline.close()
  })

  test('a slow moment counts for a while, however many batches follow at once', async () => {
    const clock = clockWithoutTies()
    const deadline = new Deadline(clock, LENGTH_MS)
    deadline.observe(10_000)
    for (let batch = 0; batch < 5_000; batch++) deadline.observe(10)
    expect(deadline.slowestMs).toBe(10_000)
    deadline.close()
  })

  test('begins with what the pass before knew', () => {
    const deadline = new Deadline(clockWithoutTies(), LENGTH_MS, 5_000)
    expect(LENGTH_MS - deadline.leftMs).toBeGreaterThanOrEqual(15_000)
    deadline.close()
  })

  test('has come when its moment is past, also where a process that stood still has not seen its timer yet', () => {
    let nowMs = 0
    const deadline = new Deadline({ monotonicMs: () => nowMs, sleep: () => new Promise(() => undefined) }, LENGTH_MS)
    expect(deadline.hasCome()).toBe(false)
    nowMs = LENGTH_MS - 1
    expect(deadline.hasCome()).toBe(true)
    expect(deadline.draining.aborted).toBe(true)
  })

  test('comes at once when the pass is to drain; what is in flight keeps its time', async () => {
    const clock = clockWithoutTies()
    const deadline = new Deadline(clock, LENGTH_MS)
    clock.at(1_000, () => {
      deadline.drain()
      return undefined
    })
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    expect([clock.monotonicMs(), deadline.hasCome(), deadline.ended.aborted]).toEqual([1_000, true, false])
    await clock.run(() => deadline.ended.aborted, LENGTH_MS)
    expect(clock.monotonicMs()).toBeGreaterThan(0.9 * LENGTH_MS)
    deadline.close()
  })

  test('leaves nothing behind when it is closed, and aborts nothing', async () => {
    const clock = clockWithoutTies()
    const deadline = new Deadline(clock, LENGTH_MS)
    deadline.close()
    expect(await clock.run(() => false, 10 * LENGTH_MS)).toBe('idle')
    expect([deadline.draining.aborted, deadline.ended.aborted]).toEqual([false, false])
  })
})
