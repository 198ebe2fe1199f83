import { describe, expect, test } from '@jest/globals'
import { UnitsCap } from '../../functions/scavenge/unitsCap.ts'
import { ManualClock } from '../support/manualClock.ts'

const never = new AbortController().signal

/** Ten that ask for `things` at a time, each thing taking `unitsEach`; answers the units of each second. */
async function seconds(perSecond: number, things: number, unitsEach: number, forSeconds: number): Promise<number[]> {
  const clock = new ManualClock(() => 0)
  const cap = new UnitsCap(clock, perSecond, 1)
  const used = Array.from({ length: forSeconds }, () => 0)
  const ended = new AbortController()
  const work = async () => {
    while (!ended.signal.aborted) {
      const booked = await cap.book(things, ended.signal)
      const second = Math.floor(clock.monotonicMs() / 1_000)
      if (ended.signal.aborted || second >= forSeconds) return
      used[second] = (used[second] ?? 0) + things * unitsEach
      await clock.sleep(6)
      cap.settle(booked, things, things * unitsEach)
    }
  }
  for (let worker = 0; worker < 10; worker++) void work()
  await clock.run(() => clock.monotonicMs() > forSeconds * 1_000, forSeconds * 1_000 + 1)
  ended.abort()
  return used
}

describe('units cap', () => {
  test('no second takes more than the cap and one request, and all of them together use it', async () => {
    const used = await seconds(500, 25, 1, 20)
    expect(Math.max(...used)).toBeLessThanOrEqual(525)
    const mean = used.reduce((sum, units) => sum + units, 0) / 20
    expect(mean).toBeGreaterThan(485)
    expect(mean).toBeLessThanOrEqual(505)
  })

  test('what takes more than was guessed is waited off', async () => {
    const used = await seconds(500, 25, 4, 40)
    const mean = used.slice(5).reduce((sum, units) => sum + units, 0) / 35
    expect(mean).toBeGreaterThan(480)
    expect(mean).toBeLessThanOrEqual(505)
  })

  test('what was booked and not used is there for the next at once', async () => {
    const clock = new ManualClock(() => 0)
    const cap = new UnitsCap(clock, 10, 1)
    const first = await cap.book(1, never)
    const second = cap.book(100, never)
    cap.settle(first, 1, 1)
    const bookedMs = clock.monotonicMs()
    const third = second.then(async (booked) => {
      cap.settle(booked, 100, 0)
      await cap.book(1, never)
      return clock.monotonicMs()
    })
    let thirdMs: number | undefined
    void third.then((ms) => {
      thirdMs = ms
    })
    await clock.run(() => thirdMs !== undefined, 1_000_000)
    expect((thirdMs ?? Number.NaN) - bookedMs).toBeLessThan(11_000)
  })

  test('says how many things fit into a second, of the size that they turn out to have', () => {
    const clock = new ManualClock(() => 0)
    const cap = new UnitsCap(clock, 5, 1)
    expect(cap.thingsASecond).toBe(5)
    cap.guess(400)
    expect(cap.thingsASecond).toBe(1)
    cap.settle(0, 10, 10)
    cap.guess(400)
    expect(cap.thingsASecond).toBeLessThanOrEqual(5)
  })
})
