import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { InvalidContinuationToken } from '../../../functions/scavenge/errors.ts'
import { type Counts, NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { freshSegments, Segments } from '../../../functions/scavenge/progress/segments.ts'
import { rangeOf, shardText } from '../../../functions/scavenge/progress/shard.ts'
import { decodeToken, encodeToken, placeOf } from '../../../functions/scavenge/progress/token.ts'
import { MAX_TOKEN_BYTES } from '../../../functions/scavenge/progress/tokenEnvelope.ts'
import { MAX_SHAPE_CHARACTERS, MAX_SHAPES, type TokenState } from '../../../functions/scavenge/progress/tokenState.ts'
import { MAX_INDEX_READERS, MAX_READERS } from '../../../functions/scavenge/rule/limits.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'

const schema: readonly KeyAttribute[] = [
  { name: 'pk', type: 'B' },
  { name: 'sk', type: 'S' },
]

const key = fc.record({
  pk: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => ({ B: new Uint8Array(bytes) })),
  sk: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 }).map((text) => ({ S: text })),
})

const counts: fc.Arbitrary<Counts> = fc
  .array(fc.nat(), { minLength: Object.keys(NO_COUNTS).length, maxLength: Object.keys(NO_COUNTS).length })
  .map((values) => ({
    ...NO_COUNTS,
    ...Object.fromEntries(Object.keys(NO_COUNTS).map((name, index) => [name, values[index]])),
  }))

/** Segments after some were taken and some of these finished; each of the others has a key or none. */
const segments = fc
  .record({
    totalSegments: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_000_000 })),
    taken: fc.array(fc.record({ finished: fc.boolean(), key: fc.option(key, { nil: undefined }) }), { maxLength: 24 }),
  })
  .map(({ totalSegments, taken }) => {
    const walk = new Segments(freshSegments(totalSegments), 1)
    for (const { finished, key } of taken) {
      const next = walk.take()
      if (next === undefined) break
      if (finished) walk.finish(next.segment)
      else walk.follow(next.segment, () => key)
    }
    return walk.state()
  })

const state: fc.Arbitrary<TokenState> = fc.record({
  binding: fc.record({ table: fc.string(), code: fc.string(), dryRun: fc.boolean() }),
  olderThanMs: fc.nat(),
  cutoffMs: fc.integer(),
  segments,
  counts,
  stalledMs: fc.nat(),
  capsLeft: fc.option(
    fc.record({ atMs: fc.integer(), writeUnits: fc.integer(), readUnits: fc.option(fc.integer(), { nil: undefined }) }),
    { nil: undefined },
  ),
  shapes: fc.option(
    fc.array(fc.tuple(fc.string({ maxLength: MAX_SHAPE_CHARACTERS }), fc.integer({ min: 1 })), {
      maxLength: MAX_SHAPES,
    }),
    { nil: undefined },
  ),
  learned: fc.option(
    fc.record({ pageLimit: fc.integer({ min: 1 }), deletesPerSecond: fc.integer({ min: 1 }), slowestMs: fc.nat() }),
    {
      nil: undefined,
    },
  ),
})

test('a token of a shard brings its shard and, by that, its range', () => {
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 2_000 }), (some, of, total) => {
      const shard = { number: Math.ceil(of / 2), of }
      const walk = new Segments(freshSegments(total, rangeOf(shard, total)), 1)
      for (const finished of [true, false]) {
        const next = walk.take()
        if (next !== undefined && finished) walk.finish(next.segment)
      }
      const binding = { ...some.binding, shard: shardText(shard) }
      const before = { ...some, binding, segments: walk.state() }
      const token = encodeToken(before, schema)
      expect(decodeToken(token, schema)).toEqual(before)
      expect(placeOf(token).segmentsDone).toBe(1)
    }),
  )
})

test('a token tells how far it is without a table', () => {
  fc.assert(
    fc.property(state, (before) => {
      const { counts, segmentsDone } = placeOf(encodeToken(before, schema))
      expect(counts).toEqual(before.counts)
      expect(segmentsDone).toBe(new Segments(before.segments, 1).done)
    }),
  )
  expect(() => placeOf('sc2.edited')).toThrow(InvalidContinuationToken)
})

function tokenOf(
  open: TokenState['segments']['open'] = [{ segment: 32, key: { pk: { B: new Uint8Array([1]) }, sk: { S: 'é' } } }],
  key = schema,
): string {
  const binding = { table: 'id', code: 'k7m2q9x4tb', dryRun: false }
  const segments = { totalSegments: 40, cursor: 7, open }
  return encodeToken(
    { binding, olderThanMs: 1, cutoffMs: 2, segments, counts: NO_COUNTS, stalledMs: 0, learned: undefined },
    key,
  )
}

/** Anything but the one error that says so is thrown on. */
function isAccepted(token: string): boolean {
  try {
    decodeToken(token, schema)
    return true
  } catch (error) {
    if (error instanceof InvalidContinuationToken) return false
    throw error
  }
}

describe('continuation token', () => {
  test('decoding gives back what was encoded, whatever the keys', () => {
    fc.assert(
      fc.property(state, (before) => {
        expect(decodeToken(encodeToken(before, schema), schema)).toEqual(before)
      }),
    )
  })

  test('of an item only the key is carried', () => {
    const item = { pk: { B: new Uint8Array([1]) }, sk: { S: 'a' }, Completed: { N: '1' } }
    const decoded = decodeToken(tokenOf([{ segment: 16, key: item }]), schema)
    expect(Object.keys(decoded.segments.open[0]?.key ?? {})).toEqual(['pk', 'sk'])
  })

  test('every truncation is refused', () => {
    const token = tokenOf()
    const cut = Array.from(token, (_, length) => token.slice(0, length))
    expect(cut.filter(isAccepted)).toEqual([])
  })

  test('every flip of a bit of any byte is refused', () => {
    const token = Buffer.from(tokenOf())
    const flipped = [...token].flatMap((byte, index) =>
      Array.from({ length: 8 }, (_, bit) => {
        const other = Buffer.from(token)
        other[index] = byte ^ (1 << bit)
        return other.toString('latin1')
      }),
    )
    expect(flipped).toHaveLength(8 * token.length)
    expect(flipped.filter(isAccepted)).toEqual([])
  })

  test('no refusal shows it', () => {
    for (const token of [
      `${tokenOf()}AAAA`,
      tokenOf().replace('sc2', 'sc1'),
      tokenOf().replace('sc2', 'sc3'),
      tokenOf().slice(0, 90),
      `x${tokenOf()}`,
    ]) {
      expect(() => decodeToken(token, schema)).toThrow(InvalidContinuationToken)
      expect(() => decodeToken(token, schema)).not.toThrow(token.slice(5, 20))
    }
  })

  test(`stays under ${MAX_TOKEN_BYTES} bytes with the largest keys in as many segments as there can be readers`, () => {
    const largest = { pk: { B: new Uint8Array(2_048).fill(255) }, sk: { S: '"'.repeat(1_024) } }
    const open = Array.from({ length: MAX_READERS }, (_, segment) => ({ segment: 999_999 - segment, key: largest }))
    expect(tokenOf(open).length).toBeLessThan(MAX_TOKEN_BYTES)
  })

  test('stays so with the largest keys of index and table in as many parts as there can be readers of an index', () => {
    const both: KeyAttribute[] = [{ name: 'ipk', type: 'B' }, { name: 'isk', type: 'S' }, ...schema]
    const ofIndex = { ipk: { B: new Uint8Array(2_048).fill(255) }, isk: { S: '"'.repeat(1_024) } }
    const largest = { ...ofIndex, pk: { B: new Uint8Array(2_048).fill(255) }, sk: { S: '"'.repeat(1_024) } }
    const open = Array.from({ length: MAX_INDEX_READERS }, (_, segment) => ({
      segment: 999_999 - segment,
      key: largest,
    }))
    expect(tokenOf(open, both).length).toBeLessThan(MAX_TOKEN_BYTES)
  })
})

test('a state that could not be read again is refused when it is written, and the refusal names the field', () => {
  const [written] = fc.sample(state, 1)
  if (written === undefined) throw new Error('expected one state')
  expect(() => encodeToken({ ...written, stalledMs: -2e-13 }, schema)).toThrow('found another in stalledMs')
})
