import { describe, expect, test } from '@jest/globals'
import type { CapLimits } from '../../../../functions/scavenge/pass/caps/capLimits.ts'
import { type Caps, type CapsOfPass, capsOf, leftOf } from '../../../../functions/scavenge/pass/caps/caps.ts'
import { ManualClock } from '../../../support/virtual/manualClock.ts'

const NOW_MS = 1_800_000_000_000
const HALF: CapLimits = {
  write: { unitsPerSecond: 10, from: 'provisioned' },
  read: { unitsPerSecond: 20, from: 'provisioned' },
}

/** Limits that the input gives. */
function given(write: number, read?: number): CapLimits {
  const limit = (unitsPerSecond: number) => ({ unitsPerSecond, from: 'input' as const })
  return { write: limit(write), ...(read !== undefined && { read: limit(read) }) }
}

function caps(limits: CapLimits, more: Partial<CapsOfPass> = {}): Caps {
  const first = { burstSeconds: undefined, left: undefined, lostPasses: 0, totalSegments: 40, passMs: 900_000 }
  return capsOf(new ManualClock(() => 0, NOW_MS), { ...first, ...more, limits })
}

describe('the caps of a pass', () => {
  test('are none where nothing says one: then nothing is left to hand on', () => {
    expect(caps({})).toMatchObject({
      limits: {},
      write: undefined,
      read: undefined,
      writeAt: undefined,
      readAt: undefined,
    })
    expect(leftOf(caps({}), NOW_MS)).toBeUndefined()
  })

  test('are the limits, in what the first requests are expected to need', () => {
    const of = ({ write, read }: Caps) => [write?.thingsAtOnce, read?.thingsAtOnce]
    expect(of(caps(given(7, 3)))).toEqual([7, 24])
    expect(of(caps(HALF))).toEqual([10, 160])
  })

  test('of half a unit stay half a unit: a delete in two seconds', () => {
    const { write, read } = caps(given(0.5, 0.5))
    expect([write?.unitsPerSecond, read?.unitsPerSecond]).toEqual([0.5, 0.5])
    expect([write?.thingsAtOnce, read?.thingsAtOnce]).toEqual([1, 4])
  })

  test('are kept in bursts where they were given, and second by second where they are a share of the table', () => {
    const { write, read } = caps({ ...HALF, ...given(10) }, { burstSeconds: 100 })
    expect([write?.inBursts, read?.inBursts]).toEqual([true, false])
    expect(caps(HALF, { burstSeconds: 100 }).write?.availableUnits).toBe(1)
  })

  const LIMITS = given(10, 5)
  const burstSeconds = 100

  test('go on from what the pass before had left, and what came in since', () => {
    const before = { atMs: NOW_MS - 3_000, writeUnits: -20, readUnits: 50 }
    const { write, read } = caps(LIMITS, { burstSeconds, left: before })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([10, 65])
  })

  test('take nothing for a wall clock that went back', () => {
    const { write, read } = caps(LIMITS, {
      burstSeconds,
      left: { atMs: NOW_MS + 3_000, writeUnits: -20, readUnits: 50 },
    })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([-20, 50])
  })

  test('have nothing left after a pass that was lost, and keep an overdraft', () => {
    const left = { atMs: NOW_MS, writeUnits: -20, readUnits: 50 }
    const { write, read } = caps(LIMITS, { burstSeconds, lostPasses: 1, left })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([-20, 0])
    expect(caps(LIMITS, { burstSeconds, lostPasses: 1 }).write?.availableUnits).toBe(0)
  })

  test('hand on what they have left, with the moment', () => {
    const left = { atMs: NOW_MS, writeUnits: 7, readUnits: 8 }
    expect(leftOf(caps(LIMITS, { burstSeconds, left }), NOW_MS + 0.4)).toEqual(left)
    expect(leftOf(caps(given(10), { left }), NOW_MS)).toMatchObject({ readUnits: undefined })
  })
})
