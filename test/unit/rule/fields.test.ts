import { describe, expect, test } from '@jest/globals'
import * as z from 'zod/mini'
import {
  boolean,
  fields,
  found,
  kindOf,
  numberBetween,
  refusals,
  textField,
  wholeNumber,
} from '../../../functions/scavenge/rule/fields.ts'

function refused(schema: z.ZodMiniType, data: unknown): string {
  const parsed = schema.safeParse(data, { reportInput: true })
  if (parsed.success) throw new Error('refusal expected, found none')
  return refusals('a file', 'the whole', parsed.error)
}

describe('a refusal', () => {
  test('names where, the field, what was expected and what was there, a line each', () => {
    const schema = fields({ inner: fields({ count: wholeNumber(1, 9) }), name: textField('a name') })
    expect(refused(schema, { inner: { count: 10 }, name: '' })).toBe(
      'a file: inner.count: expected a whole number from 1 to 9, found 10\na file: name: expected a name, found ""',
    )
  })

  test('calls data as a whole by its name, and shows nothing of it', () => {
    expect(refused(textField('a name'), '')).toBe('a file: the whole: expected a name, found a string of 0 characters')
    expect(refused(boolean(), 5)).toBe('a file: the whole: expected true or false, found a number')
  })

  test('lists ten lines at most, and of unknown fields ten at most', () => {
    const many = Array.from({ length: 12 }, (_, index) => `field${index}`)
    const schema = fields(Object.fromEntries(many.map((name) => [name, boolean()])))
    expect(refused(schema, {}).split('\n')).toHaveLength(10)
    const unknown = refused(fields({ a: z.optional(boolean()) }), Object.fromEntries(many.map((name) => [name, 1])))
    expect(unknown).toBe(`a file: ${many.slice(0, 10).join(', ')}: unknown; allowed are a`)
  })

  test('names a field of more than 60 characters by their number', () => {
    const schema = fields({ a: z.optional(boolean()) })
    expect(refused(schema, { ['x'.repeat(60)]: 1 })).toContain(`: ${'x'.repeat(60)}: unknown`)
    expect(refused(schema, { ['x'.repeat(61)]: 1 })).toContain(': (a name of 61 characters): unknown')
  })

  test('shows no token, wherever its field stands', () => {
    const schema = fields({ deep: fields({ continuationToken: boolean() }) })
    expect(refused(schema, { deep: { continuationToken: 'secret' } })).toContain('found a string of 6 characters')
  })
})

test.each([
  [undefined, 'nothing', 'nothing'],
  [null, 'null', 'null'],
  [true, 'true', 'a boolean'],
  [1.5, '1.5', 'a number'],
  ['a "text"', String.raw`"a \"text\""`, 'a string of 8 characters'],
  ['x'.repeat(60), `"${'x'.repeat(60)}"`, 'a string of 60 characters'],
  ['x'.repeat(61), 'a string of 61 characters', 'a string of 61 characters'],
  [[1, 2], 'a list of 2', 'a list of 2'],
  [{ a: 1 }, 'a map', 'a map'],
  [1n, 'a bigint', 'a bigint'],
])('%p is shown as %s, its kind as %s', (value, shown, kindly) => {
  expect([found(value), kindOf(value)]).toEqual([shown, kindly])
})

test.each([
  [numberBetween(1, 5), [1, 2.5, 5], [0.99, 5.01, Number.NaN, '3']],
  [wholeNumber(1, 5), [1, 5], [0, 6, 2.5, Number.POSITIVE_INFINITY, '3']],
  [textField('a name'), ['x', ' '], ['', 5, null]],
  [textField('x', (value) => value === 'x'), ['x'], ['y', '']],
  [boolean(), [true, false], [0, 'true', null]],
] as const)('%# takes its bounds and nothing beyond them', (schema, taken, refusedValues) => {
  for (const value of taken) expect(schema.safeParse(value).success).toBe(true)
  for (const value of refusedValues) expect(schema.safeParse(value).success).toBe(false)
})
