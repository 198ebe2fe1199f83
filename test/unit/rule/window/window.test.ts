import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  msUntilClosed,
  msUntilOpen,
  parseClockTime,
  type WorkWindow,
} from '../../../../functions/scavenge/rule/window/window.ts'

const NIGHT: WorkWindow = { fromMinute: 22 * 60, toMinute: 6 * 60, timezone: 'Europe/Berlin' }
const HOUR_MS = 3_600_000
const at = (time: string) => Date.parse(time)

describe('a window', () => {
  test('over midnight is open from the evening on and into the morning', () => {
    expect(msUntilOpen(NIGHT, at('2026-11-26T20:59:59.000Z'))).toBe(1_000) // 21:59:59 in Berlin
    for (const open of ['2026-11-26T21:00:00Z', '2026-11-26T23:30:00Z', '2026-11-27T04:59:59Z']) {
      expect(msUntilOpen(NIGHT, at(open))).toBe(0)
      expect(msUntilClosed(NIGHT, at(open))).toBe(at('2026-11-27T05:00:00Z') - at(open))
    }
    expect(msUntilClosed(NIGHT, at('2026-11-27T05:00:00Z'))).toBe(0)
    expect(msUntilOpen(NIGHT, at('2026-11-27T05:00:00Z'))).toBe(16 * HOUR_MS)
  })

  test('within a day is open between its times', () => {
    const day = { fromMinute: 9 * 60 + 30, toMinute: 17 * 60, timezone: 'UTC' }
    expect(msUntilOpen(day, at('2026-11-26T08:00:00Z'))).toBe(1.5 * HOUR_MS)
    expect(msUntilClosed(day, at('2026-11-26T16:00:00Z'))).toBe(HOUR_MS)
    expect(msUntilOpen(day, at('2026-11-26T17:00:00Z'))).toBe(16.5 * HOUR_MS)
  })

  test('is an hour shorter in the night in which the clock goes forward, an hour longer where it goes back', () => {
    expect(msUntilClosed(NIGHT, at('2026-03-28T21:00:00Z'))).toBe(7 * HOUR_MS)
    expect(msUntilClosed(NIGHT, at('2026-10-24T20:00:00Z'))).toBe(9 * HOUR_MS)
    expect(msUntilOpen(NIGHT, at('2026-10-25T05:00:00Z'))).toBe(16 * HOUR_MS)
  })

  test('in an hour that the clock skips does not open on that day', () => {
    const skipped = { fromMinute: 2 * 60 + 15, toMinute: 2 * 60 + 45, timezone: 'Europe/Berlin' }
    expect(msUntilOpen(skipped, at('2026-03-28T02:00:00Z'))).toBe(
      at('2026-03-30T00:15:00Z') - at('2026-03-28T02:00:00Z'),
    )
  })

  test('is open at all hours where there is none', () => {
    expect([msUntilOpen(undefined, 0), msUntilClosed(undefined, 0)]).toEqual([0, Number.POSITIVE_INFINITY])
  })

  test('opens and closes at its minutes by the zone’s clock, whatever the zone and the moment', () => {
    const minute = fc.integer({ min: 0, max: 1_439 })
    const timezone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    )
    const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') })
    fc.assert(
      fc.property(minute, minute, timezone, moment, (fromMinute, toMinute, zone, nowMs) => {
        fc.pre(fromMinute !== toMinute)
        const window = { fromMinute, toMinute, timezone: zone }
        const opensMs = nowMs + msUntilOpen(window, nowMs)
        const closesMs = opensMs + msUntilClosed(window, opensMs)
        expect(msUntilOpen(window, opensMs)).toBe(0)
        expect(msUntilClosed(window, opensMs)).toBeGreaterThan(0)
        if (opensMs > nowMs) expect(msUntilOpen(window, opensMs - 1)).toBe(1)
        expect(msUntilClosed(window, closesMs)).toBe(0)
        expect(msUntilClosed(window, closesMs - 1)).toBe(1)
        expect(closesMs - nowMs).toBeLessThanOrEqual(6 * 24 * HOUR_MS)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1_439],
    ['24:00', undefined],
    ['9:05', undefined],
    ['12:60', undefined],
    ['22:00:00', undefined],
    ['', undefined],
  ])('reads the time %j as %p minutes', (text, minutes) => {
    expect(parseClockTime(text)).toBe(minutes)
  })
})
