import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fitTogether, freshSegments, Segments } from '../../../functions/scavenge/progress/segments.ts'
import { rangeOf } from '../../../functions/scavenge/progress/shard.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { IS_LONG } from '../../support/shared/long.ts'

const total = fc.integer({ min: 1, max: 600 })

/** Handing many segments out takes long. */
const SOME = { numRuns: IS_LONG ? 100 : 30 }

function takeAll(segments: Segments, from: (taken: number) => number | undefined): number[] {
  const taken: number[] = []
  for (let next = segments.take(); next !== undefined; next = segments.take(from(taken.length))) {
    taken.push(next.segment)
    segments.finish(next.segment)
  }
  return taken
}

describe('segments', () => {
  test('each is handed out exactly once, for any count, wherever the readers come from', () => {
    fc.assert(
      fc.property(
        total,
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.option(fc.nat(600), { nil: undefined }), { minLength: 1, maxLength: 40 }),
        (count, readers, from) => {
          const segments = new Segments(freshSegments(count), readers)
          const taken = takeAll(segments, (taken) => from[taken % from.length])
          expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, segment) => segment))
        },
      ),
      SOME,
    )
  })

  test('of a shard, each of its range is handed out once, spread over the range, over any number of passes', () => {
    fc.assert(
      fc.property(total, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 9 }), (count, of, perPass) => {
        const range = rangeOf({ number: Math.ceil(of / 2), of }, count)
        const taken: number[] = []
        let state = freshSegments(count, range)
        for (let segments = new Segments(state, 1); !segments.complete; segments = new Segments(state, 1)) {
          expect(segments.totalSegments).toBe(count)
          expect(segments.size).toBe(range.size)
          for (let more = 0; more < perPass; more++) {
            const next = segments.take()
            if (next === undefined) break
            taken.push(next.segment)
            segments.finish(next.segment)
          }
          state = segments.state()
          expect(fitTogether(state)).toBe(true)
        }
        const { first, size } = range
        expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, place) => first + place))
      }),
    )
  })

  test('of another range do not fit together', () => {
    const range = { first: 10, size: 10 }
    const open = [{ segment: 10, key: undefined }]
    expect(fitTogether({ totalSegments: 40, range, cursor: 1, open })).toBe(true)
    for (const segment of [9, 20]) {
      expect(fitTogether({ totalSegments: 40, range, cursor: 1, open: [{ segment, key: undefined }] })).toBe(false)
    }
  })

  test('the first ones taken are spread over the table: any 2^k of them fall into 2^k different parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 10 }), fc.integer({ min: 1, max: 3 }), (bits, first) => {
        const segments = new Segments(freshSegments(2 ** bits), 1)
        const parts = Array.from({ length: 2 ** first }, () =>
          Math.floor((segments.take()?.segment ?? Number.NaN) / 2 ** (bits - first)),
        )
        expect(new Set(parts).size).toBe(2 ** first)
      }),
    )
  })

  test('carried over at any moment, every segment is finished exactly once and begun ones come first with their key', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.record({ take: fc.nat(40), near: fc.nat(3), finish: fc.nat(40) }), { maxLength: 20 }),
        (count, readers, passes) => {
          const finished: number[] = []
          let state = freshSegments(count)
          for (const { take, near, finish } of [...passes, { take: count, near: 0, finish: count }]) {
            const segments = new Segments(state, readers)
            const begun = state.open.filter(({ key }) => key !== undefined)
            const taken = Array.from({ length: take }, () => segments.take()).flatMap((segment) => segment ?? [])
            for (const first of taken.slice(0, begun.length)) expect(begun).toContainEqual(first)
            const last = taken.at(-1)?.segment
            for (let more = 0; more < near; more++) taken.push(...[segments.take(last)].flatMap((next) => next ?? []))
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
      SOME,
    )
  })

  test('a reader that comes from a segment gets one of the next few in order that is near; one alone keeps the order', () => {
    const many = new Segments(freshSegments(64), 4)
    const first = Array.from({ length: 4 }, () => many.take()?.segment)
    expect(first).toEqual([0, 32, 16, 48])
    expect([many.take(0), many.take(48)].map((next) => next?.segment)).toEqual([4, 52])
    const alone = new Segments(freshSegments(64), 1)
    expect([alone.take(), alone.take(0), alone.take(32)].map((next) => next?.segment)).toEqual([0, 32, 16])
  })

  test('a taken segment is open, at the key it was taken with, until it is finished', () => {
    const segments = new Segments({ totalSegments: 4, cursor: 2, open: [{ segment: 2, key: { k: { S: 'a' } } }] }, 1)
    segments.take()
    expect(segments.state().open).toEqual([{ segment: 2, key: { k: { S: 'a' } } }])
    expect(segments.done).toBe(1)
  })

  test('a taken segment is open at its checkpoint, wherever that moves', () => {
    const segments = new Segments(freshSegments(4), 1)
    const segment = segments.take()?.segment ?? Number.NaN
    let key: Item | undefined
    segments.follow(segment, () => key)
    expect(segments.state().open).toEqual([{ segment, key: undefined }])
    key = { k: { S: 'b' } }
    expect(segments.state().open).toEqual([{ segment, key }])
  })
})
