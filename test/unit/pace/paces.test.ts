import { describe, expect, test } from '@jest/globals'
import { Paces } from '../../../functions/scavenge/pace/paces.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'
import { randomOf } from '../../support/virtual/random.ts'

const distance = (one: number, other: number) => Math.abs(one - other)

function pacesOf(readers: number, perSecond?: number) {
  const random = randomOf(1)
  return new Paces(new ManualClock(random), random, { readers, distance, perSecond })
}

describe('paces', () => {
  test('all readers together begin below what a new on-demand table takes', () => {
    const paces = pacesOf(10)
    const rates = Array.from({ length: 10 }, (_, segment) => paces.open(segment).rate.perSecond)
    expect(rates.reduce((sum, rate) => sum + rate)).toBeGreaterThan(2_000)
    expect(rates.reduce((sum, rate) => sum + rate)).toBeLessThan(4_000)
  })

  test('begin with what the pass before learned, and hand it on', () => {
    const paces = pacesOf(4, 300)
    expect(paces.open(0).rate).toEqual({ perSecond: 300, tooMuch: undefined })
    expect(paces.perSecond).toBe(300)
  })

  test('a segment that begins shares its nearest neighbour’s rate, one that ends leaves it to the nearest: the sum stays', () => {
    const paces = pacesOf(3, 400)
    const near = paces.open(10)
    const far = paces.open(30)
    paces.open(31)
    paces.close(31)
    near.throttled(1, [])
    const kept = near.rate
    const between = paces.open(12)
    expect([near.rate.perSecond, between.rate.perSecond, far.rate.perSecond]).toEqual([
      kept.perSecond / 2,
      kept.perSecond / 2,
      800,
    ])
    expect(between.rate.tooMuch).toBe((kept.tooMuch ?? Number.NaN) / 2)
    paces.close(10)
    expect([between.rate.perSecond, far.rate.perSecond]).toEqual([kept.perSecond, 800])
    paces.close(12)
    expect(far.rate.perSecond).toBe(kept.perSecond + 800)
  })

  test('a reader that goes on beside where it was takes its rate along', () => {
    const paces = pacesOf(2, 400)
    const other = paces.open(30)
    const ended = paces.open(10)
    ended.throttled(1, [])
    const { rate } = ended
    expect(paces.open(12, 10).rate).toEqual(rate)
    expect(other.rate.perSecond).toBe(400)
  })

  test('what is near is said by the distance: a segment beyond a boundary is far', () => {
    const halves = (one: number, other: number) => (one < 10 === other < 10 ? 0 : 100) + Math.abs(one - other)
    const random = randomOf(1)
    const paces = new Paces(new ManualClock(random), random, { readers: 3, distance: halves, perSecond: 400 })
    const [stays, beyond] = [paces.open(2), paces.open(19)]
    paces.open(9)
    expect(paces.open(10, 9).rate.perSecond).toBe(200)
    expect([stays.rate.perSecond, beyond.rate.perSecond]).toEqual([800, 200])
  })

  test('a reader that goes on elsewhere leaves its rate there, and shares where it comes to', () => {
    const paces = pacesOf(3, 400)
    const stays = paces.open(11)
    paces.open(10)
    const far = paces.open(30)
    expect(paces.open(31, 10).rate.perSecond).toBe(200)
    expect([stays.rate.perSecond, far.rate.perSecond]).toEqual([800, 200])
  })

  test('what the last segment leaves is there for the next to begin with', () => {
    const paces = pacesOf(1, 400)
    paces.open(0)
    paces.close(0)
    expect(paces.open(1).rate.perSecond).toBe(400)
    paces.close(7)
    expect(paces.perSecond).toBe(400)
  })

  test('a batch that is acknowledged ends the growing pauses of a table that throttles as a whole', async () => {
    const random = randomOf(1)
    const clock = new ManualClock(random)
    const paces = new Paces(clock, random, { readers: 1, distance, perSecond: 1_000_000 })
    const pace = paces.open(0)
    const heldMs = async () => {
      const fromMs = clock.monotonicMs()
      let admitted = false
      void pace.admit(1, NEVER).then(() => {
        admitted = true
      })
      await clock.run(() => admitted, Number.POSITIVE_INFINITY)
      return clock.monotonicMs() - fromMs
    }
    for (let throttles = 0; throttles < 10; throttles++) {
      pace.throttled(0, ['TableWriteProvisionedThroughputExceeded'])
      await heldMs()
    }
    pace.acknowledged()
    pace.throttled(0, ['TableWriteProvisionedThroughputExceeded'])
    expect(await heldMs()).toBeLessThanOrEqual(110) // the pause after any throttle
    for (let throttles = 0; throttles < 10; throttles++) {
      pace.throttled(0, ['TableWriteProvisionedThroughputExceeded'])
      await heldMs()
    }
    pace.throttled(3, ['TableWriteKeyRangeThroughputExceeded'])
    await heldMs()
    pace.throttled(0, ['TableWriteProvisionedThroughputExceeded'])
    expect(await heldMs()).toBeLessThanOrEqual(110)
  })

  test('no more segments are in work than there are readers', () => {
    const paces = pacesOf(2, 400)
    paces.open(5)
    paces.open(6)
    expect(() => paces.open(7)).toThrow('paces: expected at most 2 segments in work, found one more')
  })

  test('a segment can’t be opened twice: the first of its paces would be lost', () => {
    const paces = pacesOf(2, 400)
    paces.open(5)
    expect(() => paces.open(5)).toThrow('paces: expected segment 5 to be closed, found it open')
  })
})
