import { describe, expect, test } from '@jest/globals'
import { Ages } from '../../../functions/scavenge/estimate/ages.ts'

const START_MS = Date.parse('2024-06-01T12:00:00Z')
const DAY_MS = 86_400_000

function agesOf(...days: readonly number[]): Ages {
  const ages = new Ages(START_MS)
  for (const day of days) ages.add(START_MS - day * DAY_MS)
  return ages
}

describe('the histogram of ages', () => {
  test('counts an age in the bar that begins with it', () => {
    expect(agesOf(7, 13.9, 14).histogram(1)).toEqual([
      { fromDays: 7, toDays: 14, items: 2 },
      { fromDays: 14, toDays: 30, items: 1 },
    ])
  })

  test('has the empty bars between those that hold something, and no others', () => {
    expect(
      agesOf(1.5, 8)
        .histogram(1)
        .map(({ items }) => items),
    ).toEqual([1, 0, 1])
  })

  test('multiplies what was counted', () => {
    expect(agesOf(1, 1).histogram(100)).toEqual([{ fromDays: 1, toDays: 2, items: 200 }])
  })

  test('has a last bar without an end', () => {
    expect(agesOf(40_000).histogram(1)).toEqual([{ fromDays: 36_525, toDays: null, items: 1 }])
  })

  test('is empty, and has no oldest, where nothing was counted', () => {
    expect(agesOf().histogram(1)).toEqual([])
    expect(agesOf().oldest).toBeNull()
  })

  test('tells the oldest and the newest by their day alone', () => {
    const ages = agesOf(30.25, 3, 400)
    expect(ages.oldest).toBe('2023-04-28')
    expect(ages.newest).toBe('2024-05-29')
  })
})
