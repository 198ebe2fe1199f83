import { describe, expect, test } from '@jest/globals'
import { Stall } from '../../../functions/scavenge/pass/stall.ts'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'

/** A stall at a clock that a test moves. */
function scene() {
  const at = { ms: 1_000 }
  let stalls = 0
  const clock = { ...realClock, monotonicMs: () => at.ms }
  const stall = new Stall(clock, () => stalls++)
  return { at, stall, stalls: () => stalls }
}

describe('a stall', () => {
  test('is noticed once, at the first trouble after 30 s without a move', () => {
    const { at, stall, stalls } = scene()
    at.ms += 29_999
    stall.troubled()
    expect([stalls(), stall.waitSeconds(0)]).toEqual([0, 0])
    at.ms += 1
    expect(stalls()).toBe(0)
    stall.troubled()
    at.ms += 60_000
    stall.troubled()
    expect(stalls()).toBe(1)
  })

  test('is counted from the last move', () => {
    const { at, stall, stalls } = scene()
    at.ms += 29_000
    stall.moved()
    at.ms += 29_000
    stall.troubled()
    expect(stalls()).toBe(0)
    at.ms += 1_000
    stall.troubled()
    expect(stalls()).toBe(1)
  })

  test.each([
    [0, 30],
    [12_400, 42],
    [200_000, 230],
    [400_000, 300],
  ])('that had lasted %d ms before the pass is waited for as long as it lasts, %d s now', (earlierMs, seconds) => {
    const { at, stall } = scene()
    at.ms += 30_000
    stall.troubled()
    expect(stall.waitSeconds(earlierMs)).toBe(seconds)
  })
})
