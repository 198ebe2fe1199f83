import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cutFilter, used } from '../../../functions/scavenge/reading/cutFilter.ts'
import { readExpression } from '../../../functions/scavenge/rule/filter.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import { shows } from '../../support/oracle/filterExpression.ts'

const KEY: readonly KeyAttribute[] = [
  { name: 'status', type: 'S' },
  { name: 'at', type: 'N' },
]
const NAMES = { '#s': 'status', '#at': 'at', '#a': 'a', '#b': 'b' }
const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':x': { S: 'x' },
  ':y': { S: 'y' },
  ':n': { N: '1' },
  ':true': { BOOL: true },
}

function cut(expression: string, names: Readonly<Record<string, string>> = NAMES, values = VALUES, key = KEY) {
  return cutFilter({ expression, names, values }, key)
}

describe('the comparison of the partition key is cut out of', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['#s = :x', ['x'], undefined],
    [':x = #s', ['x'], undefined],
    ['(#s = :x)', ['x'], undefined],
    ['#s = :x OR #s = :y', ['x', 'y'], undefined],
    ['#s IN (:x, :y)', ['x', 'y'], undefined],
    ['#s in (:x)', ['x'], undefined],
    ['#s = :x AND #a = :true', ['x'], '#a = :true'],
    ['#a = :true and #s = :x', ['x'], '#a = :true'],
    ['#a = :true AND (#s = :x OR #s IN (:y, :x)) AND #b = :n', ['x', 'y'], '#a = :true AND #b = :n'],
    ['#a = :true AND (#b = :n AND #s = :x)', ['x'], '#a = :true AND #b = :n'],
    ['(#a = :true OR #b = :n) AND #s = :x', ['x'], '(#a = :true OR #b = :n)'],
    ['#s = :x AND #b BETWEEN :n AND :n AND NOT #a = :true', ['x'], '#b BETWEEN :n AND :n AND NOT #a = :true'],
    ['#s = :x AND #a.#b[0] = :n', ['x'], '#a.#b[0] = :n'],
    ['#s = :x OR #s = :n', ['x'], undefined],
  ])('%s', (expression, partitions, rest) => {
    const made = cut(expression)
    expect(made?.partitions).toEqual(partitions.map((S) => ({ S })))
    expect(made?.rest?.expression).toBe(rest)
    expect(Object.keys(made?.rest?.names ?? {}).every((name) => rest?.includes(name))).toBe(true)
    expect(Object.keys(made?.rest?.values ?? {}).every((name) => rest?.includes(name))).toBe(true)
  })
})

describe('nothing is cut out of', () => {
  test.each([
    ['another comparison', '#s > :x'],
    ['one beside others in an OR', '#s = :x OR #a = :true'],
    ['one under a NOT', 'NOT #s = :x'],
    ['one with another attribute', '#s = #a'],
    ['one with an attribute in a list', '#s IN (:x, #a)'],
    ['a filter that names the partition key twice', '#s = :x AND #s <> :y'],
    ['a filter that names the sort key too', '#s = :x AND #at < :n'],
    ['a filter that names an attribute inside another by the key’s name', '#s = :x AND #a.#at = :n'],
    ['one with a value of another type', '#s = :n'],
    ['one inside a map', '#s.#a = :x'],
    ['a condition that is missing', '#s = :x AND'],
    ['parentheses that do not close', '#s = :x AND (#a = :true'],
    ['parentheses that close first', '#s = :x) AND (#a = :true'],
  ])('%s', (_what, expression) => {
    expect(cut(expression)).toBeUndefined()
  })
})

test('a partition is read once, however its number is written, and one that no key can have never', () => {
  const numbers = ['1', '1.0', '10e-1', '0.1e1', '100', '1e2', '-1', '0', '-0', '0.00']
  const values = Object.fromEntries(numbers.map((N, at) => [`:v${at}`, { N }]))
  const expression = `#s IN (${Object.keys(values).join(', ')})`
  const made = cut(expression, { '#s': 'status' }, values, [{ name: 'status', type: 'N' }])
  expect(made?.partitions.map(({ N }) => Number(N))).toEqual([1, 100, -1, 0])
  const odd = cut('#s IN (:a, :b)', { '#s': 'n' }, { ':a': { N: '+7' }, ':b': { N: '0' } }, [{ name: 'n', type: 'N' }])
  expect(odd?.partitions).toEqual([{ N: '+7' }, { N: '0' }])
  const texts = { ':e': { S: '' }, ':l': { S: 'x'.repeat(2_049) } }
  expect(cut('#s = :e OR #s = :l', { '#s': 'status' }, texts)).toBeUndefined()
})

/** A filter by its parts, as the grammar nests them. */
const filters: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      '#s = :x',
      ':y = #s',
      '#s = :y',
      '#s = :n',
      '#a = :true',
      '#b <> :n',
      '#b = :n',
      'attribute_exists(#a)',
      'attribute_not_exists(#b)',
      '#at < :n',
    ),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((parts) => parts.map(inParentheses).join(' AND ')),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((parts) => parts.map(inParentheses).join(' OR ')),
    tie('any').map((part) => `NOT ${inParentheses(part)}`),
  ),
})).any

function inParentheses(part: string): string {
  return part.includes(' AND ') || part.includes(' OR ') ? `(${part})` : part
}

test('an item passes a filter where it is in one of the partitions and passes the rest', () => {
  const optional = (value: AttributeValue) => fc.option(fc.constant(value), { nil: undefined })
  const items = fc.record({
    status: fc.constantFrom<AttributeValue>({ S: 'x' }, { S: 'y' }, { S: 'z' }),
    at: fc.constantFrom<AttributeValue>({ N: '0' }, { N: '2' }),
    a: optional({ BOOL: true }),
    b: fc.oneof(optional({ N: '1' }), optional({ N: '2' })),
  })
  let cuts = 0
  fc.assert(
    fc.property(filters, fc.array(items, { minLength: 1, maxLength: 8 }), (expression, made) => {
      const result = cut(expression)
      const use = readExpression(expression)
      if (result === undefined || 'expected' in use) return
      cuts++
      for (const each of made) {
        const item = Object.fromEntries(Object.entries(each).flatMap(([name, value]) => (value ? [[name, value]] : [])))
        const passes = (filter: { expression: string; names: object; values: object }) =>
          shows(
            {
              FilterExpression: filter.expression,
              ExpressionAttributeNames: { ...filter.names },
              ExpressionAttributeValues: { ...filter.values },
            },
            item,
          )
        const inPartition = result.partitions.some(({ S }) => S === item.status?.S)
        const expected = passes({ expression, names: NAMES, values: VALUES })
        expect(inPartition && (result.rest === undefined || passes(result.rest))).toBe(expected)
        const named = Object.values(result.rest?.names ?? {})
        expect(named).not.toContain('status')
        expect(named).not.toContain('at')
      }
    }),
    { numRuns: 2_000 },
  )
  expect(cuts).toBeGreaterThan(50)
})

test('a part of an expression keeps the placeholders that it uses', () => {
  expect(used({ '#a': 'x', '#ab': 'y', '#b': 'z' }, '#a.#b = :c')).toEqual({ '#a': 'x', '#b': 'z' })
})
