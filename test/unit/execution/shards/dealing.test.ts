import { describe, expect, test } from '@jest/globals'
import { InvalidInput } from '../../../../functions/scavenge/errors.ts'
import { dealt } from '../../../../functions/scavenge/execution/shards/dealing.ts'
import { MAX_UNITS_PER_SECOND } from '../../../../functions/scavenge/rule/limits.ts'

const given = (unitsPerSecond: number) => ({ unitsPerSecond, from: 'rule' }) as const
const ofTable = (unitsPerSecond: number, partitions: number) => {
  return { unitsPerSecond, from: 'warmThroughput', partitions } as const
}

describe('dealing out', () => {
  test('parts caps and first rate among the shards that run at once', () => {
    expect(dealt({ write: given(500), read: given(30), deletesPerSecond: 3_600 }, 4, 160)).toEqual({
      atOnce: 4,
      caps: { write: given(125), read: given(7.5), deletesPerSecond: 900 },
    })
    expect(dealt({ deletesPerSecond: 3_600 }, 40, 400)).toEqual({ atOnce: 40, caps: { deletesPerSecond: 90 } })
  })

  test('leaves the application its half of each partition, however many shards there are', () => {
    const { caps } = dealt({ write: ofTable(8_000, 16), deletesPerSecond: 3_600 }, 4, 160)
    expect(caps.write).toEqual({ ...ofTable(2_000, 16), unitsOfPartition: 500 })
    const few = dealt({ write: ofTable(8_000, 16), deletesPerSecond: 3_600 }, 4, 8)
    expect(few.caps.write).toMatchObject({ unitsOfPartition: 1_000 })
  })

  test('gives a shard of a very large table no more than an input may say', () => {
    const { caps } = dealt({ write: ofTable(40_000_000, 4), read: given(8), deletesPerSecond: 3_600 }, 4, 160)
    expect(caps.write).toEqual({ ...ofTable(MAX_UNITS_PER_SECOND, 4), unitsOfPartition: MAX_UNITS_PER_SECOND })
    expect(caps.read).toEqual(given(2))
  })

  test('refuses a given cap that has less than one unit a second for each', () => {
    const small = { read: given(3), deletesPerSecond: 3_600 }
    expect(() => dealt(small, 4, 160)).toThrow(InvalidInput)
    expect(() => dealt(small, 4, 160)).toThrow('maxReadUnitsPerSecond: expected at least 4')
    expect(dealt(small, 3, 160).caps.read).toEqual(given(1))
  })

  test('runs fewer shards at once where the table’s own share has less than one unit a second for each', () => {
    expect(dealt({ write: ofTable(2.5, 1), deletesPerSecond: 3_600 }, 4, 160)).toMatchObject({
      atOnce: 2,
      caps: { write: { unitsPerSecond: 1.25 }, deletesPerSecond: 1_800 },
    })
    expect(dealt({ write: ofTable(0.5, 1), deletesPerSecond: 3_600 }, 4, 160)).toMatchObject({
      atOnce: 1,
      caps: { write: { unitsPerSecond: 0.5 } },
    })
  })
})
