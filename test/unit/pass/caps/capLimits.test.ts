import { describe, expect, test } from '@jest/globals'
import type { DealtCaps } from '../../../../functions/scavenge/execution/shards/dealtCaps.ts'
import { capLimits, decidedCaps, sourcesOf } from '../../../../functions/scavenge/pass/caps/capLimits.ts'

const NONE = { maxWriteUnitsPerSecond: undefined, maxReadUnitsPerSecond: undefined }
const WARM = {
  write: { units: 4_000, from: 'warmThroughput' },
  read: { units: 12_000, from: 'warmThroughput' },
} as const
const NOTHING_GIVEN: ReadonlySet<never> = new Set()

describe('the limits of an execution', () => {
  test('are half of what the table takes at once, a half of one unit too', () => {
    expect(capLimits({ settings: NONE, given: NOTHING_GIVEN }, WARM)).toEqual({
      write: { unitsPerSecond: 2_000, from: 'warmThroughput', partitions: 4 },
      read: { unitsPerSecond: 6_000, from: 'warmThroughput', partitions: 4 },
    })
    const least = { write: { units: 1, from: 'provisioned' } } as const
    expect(capLimits({ settings: NONE, given: NOTHING_GIVEN }, least)).toEqual({
      write: { unitsPerSecond: 0.5, from: 'provisioned', partitions: 1 },
    })
  })

  test('are none where the table tells nothing', () => {
    expect(capLimits({ settings: NONE, given: NOTHING_GIVEN }, undefined)).toEqual({})
    expect(sourcesOf({})).toBeUndefined()
  })

  test('are those of the input, else of the rule, and say which', () => {
    const settings = { maxWriteUnitsPerSecond: 7, maxReadUnitsPerSecond: 3 }
    const limits = capLimits({ settings, given: new Set(['maxWriteUnitsPerSecond']) }, WARM)
    expect(limits).toEqual({
      write: { unitsPerSecond: 7, from: 'input' },
      read: { unitsPerSecond: 3, from: 'rule' },
    })
    expect(sourcesOf(limits)).toEqual({ write: 'input', read: 'rule' })
  })

  test('end with "unlimited", each for itself', () => {
    const settings = { ...NONE, maxWriteUnitsPerSecond: 'unlimited' } as const
    const limits = capLimits({ settings, given: NOTHING_GIVEN }, WARM)
    expect(limits).toEqual({ read: { unitsPerSecond: 6_000, from: 'warmThroughput', partitions: 4 } })
    expect(sourcesOf(limits)).toEqual({ read: 'warmThroughput' })
  })
})

describe('the caps among Begin’s decisions', () => {
  test('are those given, and where nothing is given the table’s share with its source', () => {
    const settings = { maxWriteUnitsPerSecond: 7, maxReadUnitsPerSecond: undefined }
    expect(decidedCaps({ settings, given: NOTHING_GIVEN }, WARM)).toEqual({
      maxWriteUnitsPerSecond: 7,
      maxReadUnitsPerSecond: 6_000,
      capsFrom: { read: 'warmThroughput' },
    })
    expect(decidedCaps({ settings, given: NOTHING_GIVEN }, undefined)).toEqual({ maxWriteUnitsPerSecond: 7 })
  })

  test('say "unlimited" where that was given', () => {
    const settings = { maxWriteUnitsPerSecond: 'unlimited', maxReadUnitsPerSecond: undefined } as const
    expect(decidedCaps({ settings, given: NOTHING_GIVEN }, undefined)).toEqual({ maxWriteUnitsPerSecond: 'unlimited' })
  })
})

describe('a shard', () => {
  const division = (caps: DealtCaps | undefined) => {
    return { kind: 'shard', shard: { number: 1, of: 4 }, cutoffMs: undefined, parent: undefined, caps } as const
  }
  const write = { unitsPerSecond: 125, from: 'warmThroughput', partitions: 4, unitsOfPartition: 500 } as const
  const settings = { maxWriteUnitsPerSecond: 'unlimited', maxReadUnitsPerSecond: 7 } as const

  test('keeps to the caps that its parent dealt out, and where it dealt out none there is none', () => {
    const input = { settings, given: NOTHING_GIVEN, division: division({ write }) }
    expect(capLimits(input, WARM)).toEqual({ write })
    expect(decidedCaps(input, WARM)).toEqual({ maxWriteUnitsPerSecond: 125, capsFrom: { write: 'warmThroughput' } })
    expect(decidedCaps({ ...input, division: division({}) }, WARM)).toEqual({})
  })

  test('keeps to a cap that its own input names, and without a parent to those of the rule', () => {
    const given = new Set(['maxReadUnitsPerSecond'] as const)
    expect(capLimits({ settings, given, division: division({ write }) }, WARM)).toEqual({
      write,
      read: { unitsPerSecond: 7, from: 'input' },
    })
    expect(capLimits({ settings, given: NOTHING_GIVEN, division: division(undefined) }, WARM)).toEqual({
      read: { unitsPerSecond: 7, from: 'rule' },
    })
  })
})
