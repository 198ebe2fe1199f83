import { describe, expect, test } from '@jest/globals'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const LENGTH_MS = 100_000

function clockWithoutTies(): ManualClock {
  return new ManualClock(() => 0)
}

describe('Deadline', () => {
  test('of a pass that has just begun has passed nothing, whatever the clock shows and whatever is left', async () => {
    for (let shown = 0; shown < 200; shown++) {
      const clock = clockWithoutTies()
      const nowMs = shown * 1_000.137
      clock.at(nowMs, () => undefined)
      await clock.run(() => clock.monotonicMs() >= nowMs, nowMs)
      const deadline = Deadline.start(clock, 132.55 + shown / 7)
      expect(deadline.passedMs).toBe(0)
      deadline.close()
    }
  })

  test('comes as early as the slowest batch demands, also when that batch is answered while it is awaited', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
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
    const deadline = Deadline.start(clock, LENGTH_MS)
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
    const deadline = Deadline.start(clock, LENGTH_MS)
    deadline.observe(10_000)
    for (let batch = 0; batch < 5_000; batch++) deadline.observe(10)
    expect(deadline.slowestMs).toBe(10_000)
    deadline.close()
  })

  test('begins with what the pass before knew', () => {
    const deadline = Deadline.start(clockWithoutTies(), LENGTH_MS, 5_000)
    expect(LENGTH_MS - deadline.leftMs).toBeGreaterThanOrEqual(15_000)
    deadline.close()
  })

  test('has come when its moment is past, also where a process that stood still has not seen its timer yet', () => {
    let nowMs = 0
    const deadline = Deadline.start(
      { ...realClock, monotonicMs: () => nowMs, sleep: () => new Promise(() => undefined) },
      LENGTH_MS,
    )
    expect(deadline.drainIfDue()).toBe(false)
    nowMs = LENGTH_MS - 1
    expect(deadline.drainIfDue()).toBe(true)
    expect(deadline.draining.aborted).toBe(true)
  })

  test('comes at once when the pass is to drain; what is in flight keeps its time', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    clock.at(1_000, () => {
      deadline.drain()
      return undefined
    })
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    expect([clock.monotonicMs(), deadline.drainIfDue(), deadline.ended.aborted]).toEqual([1_000, true, false])
    await clock.run(() => deadline.ended.aborted, LENGTH_MS)
    expect(deadline.ended.aborted).toBe(true)
    expect(clock.monotonicMs()).toBe(LENGTH_MS - 2_000)
    deadline.close()
  })

  test('leaves nothing behind when it is closed, and aborts nothing', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    deadline.close()
    expect(await clock.run(() => false, 10 * LENGTH_MS)).toBe('idle')
    expect(clock.monotonicMs()).toBe(0)
    expect([deadline.draining.aborted, deadline.ended.aborted]).toEqual([false, false])
  })

  test.each([
    [900_000, 2_000],
    [60_000, 1_800],
    [10_000, 300],
    [1_000, 50],
  ])('a pass of %d ms gives up what is in flight when %d ms are left to answer in', async (lengthMs, answerMs) => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, lengthMs)
    await clock.run(() => deadline.draining.aborted, lengthMs)
    expect(lengthMs - clock.monotonicMs()).toBeCloseTo(answerMs + 3 * 0.05 * lengthMs, 6)
    expect(deadline.ended.aborted).toBe(false)
    await clock.run(() => deadline.ended.aborted, lengthMs)
    expect(deadline.ended.aborted).toBe(true)
    expect(lengthMs - clock.monotonicMs()).toBeCloseTo(answerMs, 6)
  })

  test('keeps half of the pass at least for work, however slow a batch was', () => {
    const deadline = Deadline.start(clockWithoutTies(), LENGTH_MS, 10 * LENGTH_MS)
    expect(deadline.leftMs).toBe(LENGTH_MS / 2)
    deadline.close()
  })

  test('a slower batch brings forward the moment that is awaited already', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    clock.at(10_000, () => {
      deadline.observe(15_000)
      return undefined
    })
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    expect(clock.monotonicMs()).toBe(LENGTH_MS - 2_000 - 3 * 15_000)
    deadline.close()
  })

  test('a batch after which the moment is past ends the pass’s beginnings at once', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    let aborted: boolean | undefined
    clock.at(60_000, () => {
      deadline.observe(15_000)
      aborted = deadline.draining.aborted
      return undefined
    })
    await clock.run(() => aborted !== undefined, LENGTH_MS)
    expect(aborted).toBe(true)
    deadline.close()
  })

  test('a batch is forgotten to 1/e in a fifth of the pass, counted from the batch before', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    for (const atMs of [5_000, 25_000])
      clock.at(atMs, () => {
        deadline.observe(atMs === 5_000 ? 10_000 : 1)
        return undefined
      })
    await clock.run(() => clock.monotonicMs() === 25_000, LENGTH_MS)
    expect(deadline.slowestMs).toBeCloseTo(10_000 / Math.E, 6)
    deadline.close()
  })

  test('an abort gives up at once what waits and what is in flight', () => {
    const deadline = Deadline.start(clockWithoutTies(), LENGTH_MS)
    deadline.abort()
    expect([deadline.draining.aborted, deadline.ended.aborted]).toEqual([true, true])
    deadline.close()
  })

  test('is closed for good while it drains, too', async () => {
    const clock = clockWithoutTies()
    const deadline = Deadline.start(clock, LENGTH_MS)
    await clock.run(() => deadline.draining.aborted, LENGTH_MS)
    const drainedMs = clock.monotonicMs()
    deadline.close()
    expect(await clock.run(() => false, 10 * LENGTH_MS)).toBe('idle')
    expect(clock.monotonicMs()).toBe(drainedMs)
    expect(deadline.ended.aborted).toBe(false)
  })
})
