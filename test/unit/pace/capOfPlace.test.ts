import { describe, expect, test } from '@jest/globals'
import { capOfPlaces } from '../../../functions/scavenge/pace/capOfPlace.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

function scene(places: number) {
  const clock = new ManualClock(() => 0)
  const cap = new UnitsCap(clock, {
    unitsPerSecond: 100,
    unitsEach: 1,
    burstSeconds: undefined,
    longestWaitSeconds: 60,
    carriedUnits: undefined,
  })
  const at = capOfPlaces(clock, cap, { places, totalSegments: 40, unitsEach: 1, longestWaitSeconds: 60 })
  /** Things booked one after the other at each of these segments, until so many milliseconds are over. */
  async function booked(segments: readonly number[], ms: number): Promise<number> {
    let things = 0
    const ended = new AbortController()
    for (const segment of segments) {
      void (async () => {
        for (;;) {
          const booking = await at(segment).book(1, ended.signal)
          if (ended.signal.aborted) return
          booking?.settle(1, 1)
          things++
        }
      })()
    }
    clock.after(ms, () => ended.abort())
    await clock.run(() => ended.signal.aborted, ms + 1)
    return things
  }
  return { cap, at, booked }
}

describe('the cap of a place', () => {
  test('lets one place take its share, and all of them together what the cap allows', async () => {
    const alone = await scene(4).booked([0, 1, 9], 10_000)
    expect(alone).toBeGreaterThan(240)
    expect(alone).toBeLessThanOrEqual(252)
    const everywhere = await scene(4).booked([0, 10, 20, 30], 10_000)
    expect(everywhere).toBeGreaterThan(970)
    expect(everywhere).toBeLessThanOrEqual(1_004)
  })

  test('is the cap itself where there is one place', () => {
    const { at, cap } = scene(1)
    expect(at(7)).toBe(cap)
  })

  test('settles and keeps with both', async () => {
    const { at, cap } = scene(4)
    expect(at(0).thingsAtOnce).toBe(25)
    const booking = await at(0).book(1, NEVER)
    booking?.settle(1, 30)
    expect(cap.availableUnits).toBe(-28)
    at(0).bookAtOnce(10).keep()
    expect(at(0).thingsAtOnce).toBe(1) // 30 units each
    expect(cap.availableUnits).toBe(-328)
  })
})
