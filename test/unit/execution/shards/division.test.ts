import { describe, expect, test } from '@jest/globals'
import { parseInput } from '../../../../functions/scavenge/execution/input.ts'
import { THINGS_RULE } from '../../../support/rules/thingsRule.ts'

const RULE = { ...THINGS_RULE, shards: 4 }
const PARENT = 'arn:aws:states:eu-west-1:123456789012:execution:things:one'

const divisionOf = (input: object, rule = RULE) => parseInput(input, rule).division
const refused = (input: object, rule = RULE) => {
  return { with: (says: string) => expect(() => parseInput(input, rule)).toThrow(says) }
}

describe('an execution', () => {
  test('is a parent where rule or input ask for more than one shard, and 40 shards run at once at most', () => {
    expect(divisionOf({})).toEqual({ kind: 'parent', shards: 4, atOnce: 4 })
    expect(divisionOf({ shards: 100 })).toEqual({ kind: 'parent', shards: 100, atOnce: 40 })
    expect(divisionOf({ shards: 64, shardsAtOnce: 16 })).toEqual({ kind: 'parent', shards: 64, atOnce: 16 })
    expect(divisionOf({ shardsAtOnce: 16 })).toEqual({ kind: 'parent', shards: 4, atOnce: 4 })
    expect(divisionOf({ shards: 1 })).toEqual({ kind: 'whole' })
    expect(divisionOf({}, { ...RULE, shards: 1 })).toEqual({ kind: 'whole' })
  })

  test('that goes on from a token is what the token’s was', () => {
    expect(divisionOf({ continuationToken: 'token' })).toEqual({ kind: 'whole' })
    refused({ continuationToken: 'token', shards: 2 }).with(
      'shards: expected at most 1 beside a continuationToken, found 2',
    )
  })

  test('is a shard with what its parent hands it', () => {
    const caps = { write: { unitsPerSecond: 125, from: 'rule' }, deletesPerSecond: 900 }
    const input = { shard: '3/16', cutoff: '2026-11-24T00:00:00Z', parent: PARENT, force: true, caps }
    const shard = { number: 3, of: 16 }
    const cutoffMs = Date.parse(input.cutoff)
    expect(divisionOf(input)).toEqual({ kind: 'shard', shard, cutoffMs, parent: PARENT, caps })
    expect(divisionOf({ shard: '1/2' })).toMatchObject({ kind: 'shard', cutoffMs: undefined, parent: undefined })
  })

  test('has what is a shard’s beside shard alone', () => {
    refused({ cutoff: '2026-11-24T00:00:00Z' }).with('cutoff: expected nothing unless beside shard')
    refused({ parent: PARENT }).with('parent: expected nothing unless beside shard')
    refused({ caps: {} }).with('caps: expected nothing unless beside shard')
    refused({ shard: '1/2', shards: 2 }).with('shards: expected nothing beside shard, found 2')
    refused({ shard: '1/2', estimate: true }).with('estimate: expected nothing beside shard, found true')
    refused({ shard: '3/2' }).with('shard: expected a shard such as "3/16", of at most 100, found "3/2"')
    refused({ shard: '1/2', cutoff: 'now' }).with('cutoff: expected an RFC 3339 time, found "now"')
    refused({ shards: 101 }).with('shards: expected a whole number from 1 to 100, found 101')
    refused({ shardsAtOnce: 41 }).with('shardsAtOnce: expected a whole number from 1 to 40, found 41')
  })

  test('runs no more shards at once than the rule reserves instances', () => {
    const reserving = { ...RULE, deployment: { reservedConcurrency: 4 } }
    expect(divisionOf({}, reserving)).toMatchObject({ atOnce: 4 })
    refused({ shards: 5 }, reserving).with(
      "shardsAtOnce: expected at most the rule's reservedConcurrency, which is 4, found 5",
    )
    expect(divisionOf({ shards: 5, shardsAtOnce: 4 }, reserving)).toMatchObject({ shards: 5, atOnce: 4 })
  })
})

test('a parent has a segment for each reader of each shard at least', () => {
  const segments = (input: object) => parseInput(input, RULE).settings.totalSegments
  expect(segments({})).toBe(40)
  expect(segments({ shards: 16 })).toBe(160)
  expect(segments({ shards: 16, readers: 2 })).toBe(40)
  expect(segments({ totalSegments: 1_000 })).toBe(1_000)
  expect(segments({ shard: '1/16', totalSegments: 20 })).toBe(20)
  refused({ shards: 16, totalSegments: 159 }).with(
    'totalSegments: expected at least 160, one for each reader of each shard, found 159',
  )
})
