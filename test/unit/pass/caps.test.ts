import { describe, expect, test } from '@jest/globals'
import { type Caps, type CapsOfPass, capsOf, leftOf } from '../../../functions/scavenge/pass/caps.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const NOW_MS = 1_800_000_000_000
const PROVISIONED = { readUnits: 40, writeUnits: 20 }
const NONE = { maxWriteUnitsPerSecond: undefined, maxReadUnitsPerSecond: undefined, burstSeconds: undefined }

function caps(settings: Partial<CapsOfPass['settings']>, more: Partial<CapsOfPass> = {}): Caps {
  const first = { provisioned: undefined, left: undefined, lostPasses: 0 }
  return capsOf(new ManualClock(() => 0, NOW_MS), { ...first, ...more, settings: { ...NONE, ...settings } })
}

describe('the caps of a pass', () => {
  test('are none where nothing says one: then nothing is left to hand on', () => {
    expect(caps({})).toEqual({ write: undefined, read: undefined })
    expect(leftOf(caps({}), NOW_MS)).toBeUndefined()
  })

  test('are what the input says, before half of what is provisioned', () => {
    const of = ({ write, read }: Caps) => [write?.thingsAtOnce, read?.thingsAtOnce]
    expect(of(caps({ maxWriteUnitsPerSecond: 7, maxReadUnitsPerSecond: 3 }))).toEqual([7, 24])
    expect(of(caps({}, { provisioned: PROVISIONED }))).toEqual([10, 160])
    expect(of(caps({ maxWriteUnitsPerSecond: 7 }, { provisioned: PROVISIONED }))).toEqual([7, 160])
  })

  test('of half a unit stay half a unit: a delete in two seconds', async () => {
    const { write, read } = caps({}, { provisioned: { readUnits: 1, writeUnits: 1 } })
    expect([write?.unitsPerSecond, read?.unitsPerSecond]).toEqual([0.5, 0.5])
    expect([write?.thingsAtOnce, read?.thingsAtOnce]).toEqual([1, 4])
  })

  test('are kept in bursts where they were given, and second by second where they are a share of the table', () => {
    const given = caps({ burstSeconds: 100, maxWriteUnitsPerSecond: 10 }, { provisioned: PROVISIONED })
    expect([given.write?.inBursts, given.read?.inBursts]).toEqual([true, false])
    expect(caps({ burstSeconds: 100 }, { provisioned: PROVISIONED }).write?.availableUnits).toBe(1)
  })

  const BURSTS = { burstSeconds: 100, maxWriteUnitsPerSecond: 10, maxReadUnitsPerSecond: 5 }

  test('go on from what the pass before had left, and what came in since', () => {
    const before = { atMs: NOW_MS - 3_000, writeUnits: -20, readUnits: 50 }
    const { write, read } = caps(BURSTS, { left: before })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([10, 65])
  })

  test('take nothing for a wall clock that went back', () => {
    const { write, read } = caps(BURSTS, { left: { atMs: NOW_MS + 3_000, writeUnits: -20, readUnits: 50 } })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([-20, 50])
  })

  test('have nothing left after a pass that was lost, and keep an overdraft', () => {
    const left = { atMs: NOW_MS, writeUnits: -20, readUnits: 50 }
    const { write, read } = caps(BURSTS, { lostPasses: 1, left })
    expect([write?.availableUnits, read?.availableUnits]).toEqual([-20, 0])
    expect(caps(BURSTS, { lostPasses: 1 }).write?.availableUnits).toBe(0)
  })

  test('hand on what they have left, with the moment', () => {
    const left = { atMs: NOW_MS, writeUnits: 7, readUnits: 8 }
    expect(leftOf(caps(BURSTS, { left }), NOW_MS + 0.4)).toEqual(left)
    expect(leftOf(caps({ maxWriteUnitsPerSecond: 10 }, { left }), NOW_MS)).toMatchObject({ readUnits: undefined })
  })
})
