import { describe, expect, test } from '@jest/globals'
import { dollarsOf, type Speed, secondsOf } from '../../../../functions/scavenge/estimate/price/price.ts'

const SPEED: Speed = {
  maxWriteUnitsPerSecond: 2_000,
  maxReadUnitsPerSecond: 6_000,
  memoryMb: 512,
  passSeconds: 800,
}
const WORK = { candidates: 1_000_000, tableUnits: 1_000_000, indexUnits: [1_000_000, 500_000], scanUnits: 200_000 }

describe('the time of an execution', () => {
  test('is that of its write units, those of indexes too, at the cap', () => {
    expect(secondsOf(WORK, SPEED)).toBe(1_250)
  })

  test('is that of its read units where these take longer', () => {
    expect(secondsOf({ ...WORK, scanUnits: 60_000_000 }, SPEED)).toBe(10_000)
  })

  test('is that of the function where this is slower than both', () => {
    const seconds = secondsOf(WORK, { ...SPEED, maxWriteUnitsPerSecond: 100_000, memoryMb: 128 })
    expect(seconds).toBeCloseTo(1_000_000 / (128 * 8.7), 6)
  })

  test('is that of the fullest partition of the index that is read: it takes 1,000 write units a second', () => {
    expect(secondsOf({ ...WORK, partitionUnits: 2_000_000 }, SPEED)).toBe(2_000)
    expect(secondsOf({ ...WORK, partitionUnits: 900_000 }, SPEED)).toBe(1_250)
  })

  test('is that of all shards that run at once, where the functions are the slower part', () => {
    const speed = { ...SPEED, maxWriteUnitsPerSecond: 100_000, memoryMb: 128, functions: 4 }
    expect(secondsOf(WORK, speed)).toBeCloseTo(1_000_000 / (4 * 128 * 8.7), 6)
    expect(secondsOf(WORK, { ...SPEED, functions: 4 })).toBe(1_250)
  })

  test('is that of a new table where there is no cap', () => {
    expect(secondsOf(WORK, { ...SPEED, maxWriteUnitsPerSecond: undefined })).toBe(625)
  })
})

describe('the dollars of an execution', () => {
  test('are those of a million deletes and their index entries, by the list of prices', () => {
    const dollars = dollarsOf(WORK, SPEED)
    expect(dollars.delete).toBeCloseTo(2.5 * 0.625, 9)
    expect(dollars.scan).toBeCloseTo(0.2 * 0.125, 9)
    expect(dollars.lambda).toBeCloseTo((1_250 / 2) * 0.0000133334 + 3 * 0.0000002, 9)
    expect(dollars.stepFunctions).toBeCloseTo(14 * 0.000025, 9)
    expect(dollars.total).toBeCloseTo(dollars.delete + dollars.scan + dollars.lambda + dollars.stepFunctions, 12)
  })

  test('are four functions’ where four shards run at once, for as long as they take together', () => {
    const { lambda, stepFunctions } = dollarsOf(WORK, { ...SPEED, functions: 4 })
    expect(lambda).toBeCloseTo(4 * (1_250 / 2) * 0.0000133334 + 12 * 0.0000002, 9)
    expect(stepFunctions).toBeCloseTo(4 * 14 * 0.000025, 9)
  })

  test('are a pass even where there is nothing to do', () => {
    const { total, stepFunctions } = dollarsOf({ candidates: 0, tableUnits: 0, indexUnits: [], scanUnits: 0 }, SPEED)
    expect(stepFunctions).toBeCloseTo(12 * 0.000025, 9)
    expect(total).toBeGreaterThan(0)
  })
})
