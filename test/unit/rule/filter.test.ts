import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkPlaceholders, decisionAttributes, readExpression } from '../../../functions/scavenge/rule/filter.ts'
import { anyText } from '../../support/malformed/anyText.ts'

function use(expression: string) {
  const read = readExpression(expression)
  if ('expected' in read) throw new Error(`refused: expected ${read.expected}, found ${read.found}`)
  return read
}

test.each([
  ['#a = :x', ['#a'], [':x']],
  ['#a=:x OR#b<>:y', ['#a', '#b'], [':x', ':y']],
  ['(#a < :x) and not (#b BETWEEN :x AND :y)', ['#a', '#b'], [':x', ':y']],
  ['#a in (:x, :y, :z)', ['#a'], [':x', ':y', ':z']],
  ['attribute_exists(#a) AND attribute_not_exists ( #b )', ['#a', '#b'], []],
  ['attribute_type(#a, :t) AND begins_with(#a, :x) AND contains(#a, :x)', ['#a'], [':t', ':x']],
  ['size(#a) >= :x', ['#a'], [':x']],
  ['#a\n  <= :x\t', ['#a'], [':x']],
  ['#a = #b', ['#a', '#b'], []],
])('%j uses its placeholders', (expression, names, values) => {
  const { names: foundNames, values: foundValues } = use(expression)
  expect([...foundNames]).toEqual(names)
  expect([...foundValues]).toEqual(values)
})

test.each([
  ['#a.#b[0] = :x', ['#a']],
  ['#a[1][2].#b.#c = :x', ['#a']],
  ['#a [ 0 ] . #b = :x', ['#a']],
  ['#a.#b = :x AND #b = :y', ['#a', '#b']],
  ['#b = :y AND #a.#b = :x', ['#b', '#a']],
  ['contains(#a.#b, #c)', ['#a', '#c']],
])('in %j only the start of each path is an attribute of its own', (expression, topLevel) => {
  expect([...use(expression).topLevel]).toEqual(topLevel)
})

test.each([
  ['#a = :x'.padEnd(4097, ' '), 'at most 4096 bytes'],
  [Array.from({ length: 151 }, () => '#a=:x').join(' OR '), 'at most 300 operators and functions'],
  [`#a IN (${Array.from({ length: 101 }, () => ':x').join(',')})`, 'at most 100 operands of an IN'],
  ['', "a FilterExpression of DynamoDB's"],
  ['.#a = :x', 'a #name before "."'],
  [
    'exists(#a)',
    'every attribute by a #name, and the functions attribute_exists, attribute_not_exists, attribute_type, begins_with, contains, size',
  ],
  ['#a = 1', 'only #names, :values, operators and functions (a literal goes into filter.values)'],
])('%.20j is told what was expected', (expression, expected) => {
  expect(readExpression(expression)).toMatchObject({ field: 'expression', expected })
})

test("an expression of DynamoDB's 4,096 bytes is read", () => {
  const padded = (bytes: number) => '#a = :x'.padEnd(bytes, ' ')
  expect(use(padded(4096)).names.has('#a')).toBe(true)
})

test('no text makes it throw', () => {
  const text = fc.oneof(
    anyText,
    fc.string({ unit: fc.constantFrom('#a', ':b', '.', '[0]', ' ', '(', 'AND', 'size', '<', '>', '=') }),
  )
  fc.assert(
    fc.property(text, (expression) => {
      const read = readExpression(expression)
      if ('topLevel' in read) expect([...read.names]).toEqual(expect.arrayContaining([...read.topLevel]))
    }),
  )
})

describe('placeholders', () => {
  const check = (expression: string, names: Record<string, string>, values: Record<string, number> = {}) =>
    checkPlaceholders(use(expression), names, values)

  test('a definition for each, and none more, is accepted', () => {
    expect(check('#a = :x', { '#a': 'A' }, { ':x': 1 })).toBeUndefined()
    expect(check('attribute_exists(#a)', { '#a': 'A' })).toBeUndefined()
  })
})

describe('decision attributes', () => {
  test('are the top-level attributes and the age, each once, sorted', () => {
    const names = { '#a': 'Zeta', '#b': 'nested', '#c': 'Alpha', '#d': 'Zeta' }
    expect(decisionAttributes(use('#a.#b = :x OR #c = :x OR #d = :x'), names, ['Started'])).toEqual([
      'Alpha',
      'Started',
      'Zeta',
    ])
    expect(decisionAttributes(use('#a = :x'), { '#a': 'Started' }, ['Started'])).toEqual(['Started'])
  })

  test('keep a literal dot in a name', () => {
    expect(decisionAttributes(use('#a = :x'), { '#a': 'meta.done' }, ['Started'])).toEqual(['Started', 'meta.done'])
  })
})
