import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { cutoffOf, recount, recountedAge } from '../../../../cli/verify/recount.ts'
import type { AgeFormat } from '../../../../functions/scavenge/age/formats/ageFormat.ts'
import { parseRule } from '../../../../functions/scavenge/rule/rule.ts'
import { readRuleFile } from '../../../../functions/scavenge/rule/ruleFile.ts'
import { workersRule } from '../../../support/rules/workersRule.ts'

const { rule } = readRuleFile('rules/workers.yml')
const CUTOFF = Date.parse('2026-01-03T00:00:00Z')

/** The candidates among items that hold these ages. */
async function candidates(ages: readonly AttributeValue[], format: AgeFormat = 'rfc3339'): Promise<number> {
  const Items = ages.map((age) => ({ Age: age }))
  const client = { send: async () => ({ Items, ScannedCount: Items.length }) } as unknown as DynamoDBClient
  const counts = await recount(
    client,
    { ...rule, age: { kind: 'timed', paths: [['Age']], format, period: { kind: 'fixed', ms: 0 } } },
    CUTOFF,
    new AbortController().signal,
  )
  return counts.candidatesLeft
}

describe('the recount reads time by itself', () => {
  test('an item exactly at the cutoff is a candidate, one later is not', async () => {
    expect(await candidates([{ S: '2026-01-03T00:00:00Z' }, { S: '2026-01-03T02:00:00+02:00' }])).toBe(2)
    expect(await candidates([{ S: '2026-01-03T00:00:01Z' }, { S: '2026-01-02T23:00:00-02:00' }])).toBe(0)
  })

  test('what is no time, or no plausible one, is no candidate', async () => {
    const texts = ['', 'yesterday', '2025-02-30T00:00:00Z', '2025-01-01', '2025-01-01T00:00:00', '0001-01-01T00:00:00Z']
    expect(await candidates([...texts.map((S) => ({ S })), { N: '1700000000' }, { NULL: true }])).toBe(0)
  })

  test('epoch values may be numbers or strings that hold one', async () => {
    const old = String(CUTOFF / 1000)
    expect(await candidates([{ N: old }, { S: old }, { S: 'x' }, { N: '0' }, { N: `${old}0` }], 'epochSeconds')).toBe(2)
    expect(await candidates([{ N: old }, { N: String(CUTOFF) }], 'epochMilliseconds')).toBe(1)
  })
})

describe('the recount looks for an age', () => {
  const count = async (age: unknown, item: Record<string, AttributeValue>) => {
    const parsed = parseRule({ ...workersRule('things'), age }, { file: 'things.yml', name: 'things' })
    const client = { send: async () => ({ Items: [item], ScannedCount: 1 }) } as unknown as DynamoDBClient
    return (await recount(client, parsed, CUTOFF, new AbortController().signal)).candidatesLeft
  }
  const format = { format: 'rfc3339', olderThan: '1d' }
  const OLD = { S: '2026-01-01T00:00:00Z' }

  test('in a path, and in the first of several attributes that is there', async () => {
    expect(await count({ attribute: ['m', 'at'], ...format }, { m: { M: { at: OLD } } })).toBe(1)
    expect(await count({ attributes: ['a', ['m', 'at']], ...format }, { m: { M: { at: OLD } } })).toBe(1)
    expect(await count({ attributes: ['a', ['m', 'at']], ...format }, { a: { S: 'x' }, m: { M: { at: OLD } } })).toBe(0)
  })

  test('in no later attribute where a path leads through what is no map', async () => {
    const attributes = [['m', 'at'], 'a']
    expect(await count({ attributes, ...format }, { m: { S: '{}' }, a: OLD })).toBe(0)
    expect(await count({ attributes, ...format }, { m: { NULL: true }, a: OLD })).toBe(0)
    expect(await count({ attributes, ...format }, { m: { M: {} }, a: OLD })).toBe(1)
    expect(await count({ attribute: ['m', 'at'], ...format }, { m: { S: '{}' } })).toBe(0)
  })

  test('nowhere, where the rule has none', async () => {
    expect(await count('none', {})).toBe(1)
  })

  test.each([
    ['texts with zones', { attribute: 'at', format: 'iso8601', olderThan: '1d' }],
    ['a part of a text', { attribute: 'at', between: ['#', ''], ...format }],
    ['a period by item', { attribute: 'at', format: 'rfc3339', olderThan: { by: 'b', periods: { x: '1d' } } }],
  ])('but leaves %s to the engine', (_, age) => {
    expect(recountedAge(parseRule({ ...workersRule('things'), age }, { file: 'a.yml', name: 'a' }))).toBeUndefined()
  })
})

test('the cutoff is olderThan before the start', () => {
  expect(cutoffOf('2026-01-05T00:00:00.500Z', '48h')).toBe(CUTOFF + 500)
  expect(cutoffOf('2026-01-05T00:00:00Z', '2d')).toBe(CUTOFF)
  expect(cutoffOf('2026-01-05T00:00:00Z', '2880m')).toBe(CUTOFF)
})
