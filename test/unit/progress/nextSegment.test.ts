import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nextSegment } from '../../../functions/scavenge/progress/nextSegment.ts'

const totalSegments = 40

describe('the next segment of a reader', () => {
  test('is one of those waiting, and there is one while any waits', () => {
    const segments = fc.uniqueArray(fc.nat(totalSegments - 1))
    fc.assert(
      fc.property(
        segments,
        segments,
        fc.option(fc.nat(totalSegments - 1), { nil: undefined }),
        (some, working, from) => {
          const waiting = some.filter((segment) => !working.includes(segment))
          const next = nextSegment(waiting, { working, from, totalSegments })
          if (waiting.length === 0) expect(next).toBeUndefined()
          else expect(waiting).toContain(next)
        },
      ),
    )
  })

  test('the first readers of a table begin in different quarters of it', () => {
    const waiting = [0, 32, 16, 8, 24, 4, 36, 20]
    const working: number[] = []
    for (let reader = 0; reader < 4; reader++) {
      const next = nextSegment(waiting, { working, from: undefined, totalSegments }) ?? Number.NaN
      working.push(next)
      waiting.splice(waiting.indexOf(next), 1)
    }
    expect(working.map((segment) => Math.floor(segment / 10)).sort()).toEqual([0, 1, 2, 3])
  })

  test('is on the same side of a boundary where as much waits on both', () => {
    expect([7, 8]).toContain(nextSegment([7, 8, 10, 11], { working: [5, 14], from: 9, totalSegments }))
  })

  test('lies beyond a boundary where nothing waits on this side', () => {
    expect(nextSegment([10, 17], { working: [], from: 9, totalSegments })).toBe(10)
  })

  test('lies beyond a boundary in the part that nobody reads', () => {
    expect(nextSegment([10, 17], { working: [14], from: 9, totalSegments })).toBe(17)
  })

  test('lies beyond a boundary where more than twice as much waits there for each reader', () => {
    expect(nextSegment([0, 30, 32], { working: [], from: 1, totalSegments })).toBe(0)
    expect(nextSegment([0, 30, 32, 34], { working: [], from: 1, totalSegments })).toBeGreaterThanOrEqual(30)
    expect(nextSegment([0, 30, 32, 34], { working: [38], from: 1, totalSegments })).toBe(0)
  })
})
