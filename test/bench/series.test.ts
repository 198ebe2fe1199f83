import { describe, expect, test } from '@jest/globals'
import { perSecond, usedShare, windows } from '../../bench/series.ts'

const steady = Array.from({ length: 50 }, () => 10) // 100 units a second for 5 s

describe('the series of consumed units', () => {
  test('finds the worst second wherever it begins', () => {
    const series = [0, 0, 0, 0, 0, 30, 30, 0, 0, 0, 0, 0, 0, 0, 20, 5]
    expect(Math.max(...windows(series, 1_000))).toBe(80)
  })

  test('has no window where it is too short for one', () => {
    expect(windows(steady, 10_000)).toEqual([])
  })

  test('uses all of a budget that it fills, whatever came before', () => {
    expect(usedShare([...Array(10).fill(0), ...steady], 100, 1_000)).toBe(1)
    expect(usedShare(steady, 200, 0)).toBe(0.5)
  })

  test('keeps every unit when summed by the second', () => {
    expect(perSecond([...steady, 7])).toEqual([100, 100, 100, 100, 100, 7])
  })
})
