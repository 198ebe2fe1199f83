import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseShard, rangeOf, shardText } from '../../../functions/scavenge/progress/shard.ts'

test('a shard is a number of at most 100, in that many', () => {
  expect(parseShard('3/16')).toEqual({ number: 3, of: 16 })
  expect(shardText({ number: 3, of: 16 })).toBe('3/16')
  expect(parseShard('100/100')).toEqual({ number: 100, of: 100 })
  for (const text of ['', '0/1', '2/1', '1/101', '1/0', '01/2', '1/2 ', ' 1/2', '1/2/3', '1.5/2', '-1/2', '1e1/20'])
    expect(parseShard(text)).toBeUndefined()
})

test('the shards of any number part the segments: each segment belongs to one, in contiguous ranges of nearly one size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1_000_000 }), (of, totalSegments) => {
      let next = 0
      for (let number = 1; number <= of; number++) {
        const { first, size } = rangeOf({ number, of }, totalSegments)
        expect(first).toBe(next)
        expect(Math.abs(size - totalSegments / of)).toBeLessThan(1)
        next = first + size
      }
      expect(next).toBe(totalSegments)
    }),
  )
})
