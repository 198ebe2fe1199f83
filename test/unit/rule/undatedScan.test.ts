import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import type { AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import { parseRule, type Rule } from '../../../functions/scavenge/rule/rule.ts'
import { undatedScan } from '../../../functions/scavenge/rule/undatedScan.ts'
import { ITEMS } from '../../support/malformed/items.ts'
import { shows } from '../../support/oracle/filterExpression.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const CUTOFF_MS = Date.UTC(2026, 0, 10, 12)
const FORMATS: readonly AgeFormat[] = ['rfc3339', 'epochSeconds', 'epochMilliseconds']
const DONE = { done: { BOOL: true } }

function scanOf(format: AgeFormat, filter?: object) {
  const rule = parseRule(
    {
      table: 'things',
      filter: filter ?? { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': true } },
      age: { attribute: 'at', format, olderThan: '1d' },
    },
    { file: 'a test', name: 'things' },
  )
  return listed(rule, CUTOFF_MS)
}

function listed(rule: Rule, cutoffMs: number) {
  const answer = undatedScan(rule, cutoffMs, CUTOFF_MS)
  if ('undatedScanLeftOut' in answer) throw new Error(answer.undatedScanLeftOut)
  return answer.undatedScan
}

/** An age as each format writes it. */
function written(format: AgeFormat, ms: number): readonly AttributeValue[] {
  if (format === 'rfc3339')
    return [{ S: new Date(ms).toISOString() }, { S: `${new Date(ms).toISOString().slice(0, 19)}Z` }]
  const text = String(format === 'epochSeconds' ? ms / 1_000 : ms)
  return [{ N: text }, { S: text }]
}

/** Dates after the cutoff read as young ones where there is no calendar. */
const AFTER_THE_CUTOFF = /^2100-/

describe('the Scan for undated items', () => {
  test.each(ITEMS.filter(({ value }) => !AFTER_THE_CUTOFF.test(value?.S ?? '')))(
    'shows what is $reason: $what',
    ({ format, value }) => {
      expect(shows(scanOf(format), { ...DONE, ...(value !== undefined && { at: value }) })).toBe(true)
    },
  )

  test('shows none that the filter does not let through', () => {
    for (const { format, value } of ITEMS)
      expect(shows(scanOf(format), { done: { BOOL: false }, ...(value !== undefined && { at: value }) })).toBe(false)
  })

  test.each(FORMATS)('%s: shows no item that is young, but for a text longer than an epoch time of today', (format) => {
    const DAY_MS = 86_400_000
    const digits = format === 'epochSeconds' ? 10 : 13
    for (const ms of [CUTOFF_MS + 1_000, CUTOFF_MS + DAY_MS, Date.UTC(2125, 0, 1)])
      for (const at of written(format, ms)) {
        const longer = format !== 'rfc3339' && at.S !== undefined && at.S.length > digits
        expect(shows(scanOf(format), { ...DONE, at })).toBe(longer)
      }
  })

  test.each(FORMATS)('%s: shows what is left although it is old', (format) => {
    for (const ms of [CUTOFF_MS - 3 * 86_400_000, 1_000_000_000_000])
      for (const at of written(format, ms).filter(({ N }) => format === 'rfc3339' || N !== undefined))
        expect(shows(scanOf(format), { ...DONE, at })).toBe(true)
  })

  test.each<[AgeFormat, number]>([
    ['epochSeconds', CUTOFF_MS / 1_000],
    ['epochMilliseconds', CUTOFF_MS],
  ])('%s: an item exactly at the cutoff is old', (format, at) => {
    expect(shows(scanOf(format), { ...DONE, at: { N: String(at) } })).toBe(true)
    expect(shows(scanOf(format), { ...DONE, at: { N: String(at + 1) } })).toBe(false)
  })

  test('shows what is implausible also where the cutoff lies before all that is plausible', () => {
    const rule = { ...THINGS_RULE, filter: { ...THINGS_RULE.filter } }
    const scan = listed(rule, Date.UTC(1996, 0, 1))
    expect(shows(scan, { ...DONE, at: { N: '900000000' } })).toBe(true)
    expect(shows(scan, { ...DONE, at: { N: '1000000000' } })).toBe(false)
  })

  test('is of the rule’s table, and uses the rule’s own name for the age where it has one', () => {
    const named = { expression: 'attribute_exists(#when)', names: { '#when': 'at' } }
    expect(scanOf('rfc3339', named)).toMatchObject({
      TableName: 'things',
      ExpressionAttributeNames: { '#when': 'at' },
    })
    expect(Object.keys(scanOf('rfc3339', named).ExpressionAttributeNames)).toEqual(['#when'])
    expect(Object.values(scanOf('rfc3339').ExpressionAttributeNames).sort()).toEqual(['at', 'done'])
    expect(shows(scanOf('rfc3339', named), { at: { N: '1' } })).toBe(true)
  })

  test('keeps a filter of alternatives together', () => {
    const names = { '#a': 'a', '#b': 'b' }
    const filter = { expression: 'attribute_exists(#a) OR attribute_exists(#b)', names }
    expect(shows(scanOf('rfc3339', filter), { a: { N: '1' }, at: { S: '2026-02-01T00:00:00Z' } })).toBe(false)
    expect(shows(scanOf('rfc3339', filter), { b: { N: '1' } })).toBe(true)
  })
})

describe('left out, with the reason', () => {
  const done = { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': true } }
  const leftOut = (age: object, filter: object = done) => {
    const data = { table: 'things', filter, age: { attribute: 'at', format: 'rfc3339', olderThan: '1d', ...age } }
    return undatedScan(parseRule(data, { file: 'a test', name: 'things' }), CUTOFF_MS, CUTOFF_MS)
  }

  test.each<[string, object]>([
    ['by the format iso8601', { format: 'iso8601' }],
    ['by the format ulid', { format: 'ulid' }],
    ['by the format epoch', { format: 'epoch' }],
    ['by a part of a text (age.between)', { between: ['A#', ''] }],
    ['by several attributes (age.attributes)', { attribute: undefined, attributes: ['at', 'created'] }],
    ['where each item has a period of its own', { olderThan: { attribute: 'days', unit: 'd', atLeast: '1d' } }],
  ])('%s', (reason, age) => {
    expect(leftOut(age)).toEqual({ undatedScanLeftOut: expect.stringContaining(reason) })
  })

  test('where its JSON would be longer than a state holds beside a token', () => {
    const long = (length: number) => {
      const filter = { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': 'y'.repeat(length) } }
      return leftOut({}, filter)
    }
    expect(long(15_000)).toHaveProperty('undatedScan')
    expect(long(16_384)).toEqual({ undatedScanLeftOut: expect.stringMatching(/has 16\d{3} bytes, more than 16384$/) })
  })

  test.each([
    ['bytes', '#done = :yes'.padEnd(4_000, ' '), /its filter has 4\d{3} bytes, more than 4096$/],
    [
      'operators',
      Array.from({ length: 145 }, () => '#done=:yes').join(' OR '),
      /its filter has 3\d\d operators, more than 300$/,
    ],
  ])('where its expression would have more %s than DynamoDB takes', (_what, expression, reason) => {
    expect(leftOut({ format: 'epochSeconds' }, { ...done, expression })).toEqual({
      undatedScanLeftOut: expect.stringMatching(reason),
    })
  })

  test('an age inside a map is looked at in its place', () => {
    const answer = leftOut({ attribute: ['meta', 'at'] })
    if (!('undatedScan' in answer)) throw new Error('expected a Scan')
    expect(answer.undatedScan.FilterExpression).toContain('attribute_not_exists(#undatedAge.#undatedAge1)')
    expect(answer.undatedScan.ExpressionAttributeNames).toEqual({
      '#done': 'done',
      '#undatedAge': 'meta',
      '#undatedAge1': 'at',
    })
  })
})
