import { describe, expect, test } from '@jest/globals'
import { drawSegments, segmentsFor, segmentsToDraw } from '../../../functions/scavenge/estimate/drawnSegments.ts'
import { randomOf } from '../../support/virtual/random.ts'

describe('segments', () => {
  test('are at least 10,000, then as many that two make a page, and at most 1,000,000', () => {
    expect(segmentsFor(undefined)).toBe(10_000)
    expect(segmentsFor(0)).toBe(10_000)
    expect(segmentsFor(10_000 * 1_048_576)).toBe(20_000)
    expect(segmentsFor(1e15)).toBe(1_000_000)
  })

  test('are drawn one in a hundred, never fewer than a hundred, and never more than there are', () => {
    expect(segmentsToDraw(10_000)).toBe(100)
    expect(segmentsToDraw(1_000_000)).toBe(10_000)
    expect(segmentsToDraw(10_000, 0.001)).toBe(100)
    expect(segmentsToDraw(10_000, 1)).toBe(10_000)
    expect(segmentsToDraw(50)).toBe(50)
  })

  test('are drawn without one coming twice', () => {
    const drawn = drawSegments(1_000, 1_000, randomOf(1))
    expect(new Set(drawn).size).toBe(1_000)
    expect(Math.min(...drawn)).toBe(0)
    expect(Math.max(...drawn)).toBe(999)
  })

  test('come each as often as any other, at each place of the draw', () => {
    const random = randomOf(3)
    const [first, any] = [new Array<number>(10).fill(0), new Array<number>(10).fill(0)]
    for (let draw = 0; draw < 10_000; draw++) {
      const drawn = drawSegments(10, 3, random)
      for (const segment of drawn) any[segment] = (any[segment] ?? 0) + 1
      const [place = 0] = drawn
      first[place] = (first[place] ?? 0) + 1
    }
    for (const times of first) expect(Math.abs(times - 1_000)).toBeLessThan(120)
    for (const times of any) expect(Math.abs(times - 3_000)).toBeLessThan(200)
  })

  test('are refused where more are asked for than there are', () => {
    expect(() => drawSegments(5, 6, randomOf(1))).toThrow('expected at most 5 to draw, found 6')
  })
})
