import { describe, expect, test } from '@jest/globals'
import {
  type Counts,
  type Drawn,
  exactly,
  extrapolate,
  type SegmentCounts,
  sumOf,
} from '../../../functions/scavenge/estimate/extrapolation.ts'

const NOTHING: Counts = { items: 0, matched: 0, candidates: 0, young: 0, undated: 0 }

function counts(items: number, candidates: number, young = 0, undated = 0): SegmentCounts {
  return { items, matched: candidates + young + undated, candidates, young, undated, cut: false }
}

function drawnOf(segments: readonly SegmentCounts[], more: Partial<Drawn> = {}): Drawn {
  return { segments, of: 10_000, floor: NOTHING, tableItems: undefined, itemsAPage: 1_000, ...more }
}

function hundred(of: (segment: number) => SegmentCounts): readonly SegmentCounts[] {
  return Array.from({ length: 100 }, (_, segment) => of(segment))
}

const EVEN = hundred((segment) => counts(90 + (segment % 20), 40 + (segment % 10), 10, 1))

describe('what a sample says of the table', () => {
  test('is its sum times the segments by those drawn, between its limits', () => {
    const { items, candidates } = extrapolate(drawnOf(EVEN))
    expect(items.estimate).toBe(sumOf(EVEN).items * 100)
    expect(candidates.estimate).toBe(sumOf(EVEN).candidates * 100)
    for (const { estimate, low, high } of [items, candidates]) {
      expect(low).toBeLessThan(estimate)
      expect(low).toBeGreaterThan(estimate * 0.9)
      expect(high).toBeGreaterThan(estimate)
    }
  })

  test('consists of whole numbers', () => {
    const segments = hundred((segment) => counts(segment % 7, segment % 3)).slice(0, 97)
    for (const { estimate, low, high } of Object.values(extrapolate(drawnOf(segments)))) {
      expect([estimate, low, high].every(Number.isInteger)).toBe(true)
    }
  })

  test('lies not below what was read, in the sample or beside it', () => {
    const one = hundred((segment) => (segment === 0 ? counts(50, 50) : counts(50, 0)))
    expect(extrapolate(drawnOf(one)).candidates.low).toBeGreaterThanOrEqual(50)
    const floor = { ...NOTHING, items: 10_050, matched: 700, candidates: 700 }
    const { items, candidates } = extrapolate(
      drawnOf(
        hundred(() => counts(0, 0)),
        { floor },
      ),
    )
    expect([items.low, items.estimate]).toEqual([10_050, 10_050])
    expect([candidates.low, candidates.estimate]).toEqual([700, 700])
  })

  test('allows for candidates in segments that were not read, up to 3.6 % of the table where none was seen', () => {
    const { items, candidates } = extrapolate(drawnOf(hundred(() => counts(100, 0))))
    expect([candidates.estimate, candidates.low]).toEqual([0, 0])
    expect(candidates.high / items.estimate).toBeCloseTo(0.0362, 3)
  })

  test('has no more candidates than items', () => {
    const { items, candidates } = extrapolate(drawnOf(hundred((segment) => counts(segment, segment))))
    expect(candidates.high).toBeLessThanOrEqual(items.high)
  })

  test('is widened by a count of the table above it, and not narrowed by one below it', () => {
    const alone = extrapolate(drawnOf(EVEN))
    const more = extrapolate(drawnOf(EVEN, { tableItems: 3_000_000 }))
    const less = extrapolate(drawnOf(EVEN, { tableItems: 1_000 }))
    expect(more.items.high).toBe(3_000_000)
    expect(more.candidates.high).toBeGreaterThan(alone.candidates.high + 1_900_000)
    expect(more.items.estimate).toBe(alone.items.estimate)
    expect(less).toEqual(alone)
  })

  test('of a sample that is nearly empty is bounded by twice the count, and without one by three pages a segment', () => {
    const few = hundred((segment) => (segment < 2 ? counts(500, 100) : counts(0, 0)))
    expect(extrapolate(drawnOf(few, { tableItems: 70_000 })).items.high).toBeGreaterThanOrEqual(140_000)
    expect(extrapolate(drawnOf(few)).items.high).toBe(3 * 1_000 * 10_000)
  })

  test('is wider where a segment was cut, and takes the count where that is more than was seen', () => {
    const cut = EVEN.map((segment, at) => ({ ...segment, cut: at === 0 }))
    const [whole, wider] = [extrapolate(drawnOf(EVEN)), extrapolate(drawnOf(cut))]
    expect(wider.candidates.high).toBeGreaterThan(whole.candidates.high)
    expect(wider.candidates.low).toBe(whole.candidates.low)
    const counted = extrapolate(drawnOf(cut, { tableItems: 2_000_000 }))
    expect(counted.items.estimate).toBe(2_000_000)
    expect(counted.candidates.estimate / 2_000_000).toBeCloseTo(sumOf(EVEN).candidates / sumOf(EVEN).items, 5)
  })

  test('is exact where every segment was read whole', () => {
    const all = extrapolate(drawnOf(EVEN, { of: 100 }))
    expect(all).toEqual(exactly(sumOf(EVEN)))
    const cut = extrapolate(
      drawnOf(
        EVEN.map((segment) => ({ ...segment, cut: true })),
        { of: 100 },
      ),
    )
    expect(cut.items.high).toBeGreaterThan(cut.items.low)
  })

  test('is open up to its bound where no segment was read in time', () => {
    const { items, candidates } = extrapolate(drawnOf([], { tableItems: 5_000 }))
    expect(items).toEqual({ estimate: 0, low: 0, high: 10_000 })
    expect(candidates.high).toBe(10_000)
  })
})
