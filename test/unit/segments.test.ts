import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { freshSegments, Segments } from '../../functions/scavenge/segments.ts'

const total = fc.integer({ min: 1, max: 600 })

function takeAll(segments: Segments): number[] {
  const taken: number[] = []
  for (let next = segments.take(); next !== undefined; next = segments.take()) taken.push(next.segment)
  return taken
}

describe('segments', () => {
  test('each is handed out exactly once, for any count', () => {
    fc.assert(
      fc.property(total, (count) => {
        const taken = takeAll(new Segments(freshSegments(count)))
        expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, segment) => segment))
      }),
    )
  })

  test('the first ones taken are spread over the table: any 2^k of them fall into 2^k different parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 10 }), fc.integer({ min: 1, max: 3 }), (bits, first) => {
        const segments = new Segments(freshSegments(2 ** bits))
        const parts = Array.from({ length: 2 ** first }, () =>
          Math.floor((segments.take()?.segment ?? Number.NaN) / 2 ** (bits - first)),
        )
        expect(new Set(parts).size).toBe(2 ** first)
      }),
    )
  })

  test('carried over at any moment, every segment is finished exactly once and open ones come first with their key', () => {
    fc.assert(
      fc.property(
        total,
        fc.array(fc.record({ take: fc.nat(40), finish: fc.nat(40) }), { maxLength: 60 }),
        (count, passes) => {
          const finished: number[] = []
          let state = freshSegments(count)
          for (const { take, finish } of [...passes, { take: count, finish: count }]) {
            const segments = new Segments(state)
            const earlier = state.open
            const taken = Array.from({ length: take }, () => segments.take()).flatMap((segment) => segment ?? [])
            expect(taken.slice(0, earlier.length)).toEqual(earlier.slice(0, take))
            for (const { segment } of taken) segments.follow(segment, () => ({ k: { S: String(segment) } }))
            for (const { segment } of taken.slice(0, finish)) {
              segments.finish(segment)
              finished.push(segment)
            }
            expect(segments.done).toBe(finished.length)
            expect(segments.complete).toBe(finished.length === count)
            state = segments.state()
          }
          expect(finished.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, segment) => segment))
        },
      ),
    )
  })

  test('a taken segment is open, at the key it was taken with, until it is finished', () => {
    const segments = new Segments({ totalSegments: 4, cursor: 2, open: [{ segment: 2, key: { k: { S: 'a' } } }] })
    segments.take()
    expect(segments.state().open).toEqual([{ segment: 2, key: { k: { S: 'a' } } }])
    expect(segments.done).toBe(1)
  })
})
