import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkPlaceholders, decisionAttributes, readExpression } from '../../functions/scavenge/filter.ts'

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
  ['Completed = :x', '"Completed"'],
  ['#a = :x OR Completed = :x', '"Completed"'],
  ['#a.b = :x', '"b"'],
  ['#a.size = :x', '"size"'],
  ['#a.AND = :x', '"AND"'],
  ['size = :x', '"size"'],
  ['SIZE(#a) = :x', '"SIZE"'],
  ['exists(#a)', '"exists"'],
  ['#a-b = :x', '"-"'],
  ['#a = 1', '"1"'],
  ["#a = 'x'", `"'"`],
  ['#a = "x"', '"\\""'],
  ['#a = :x; #b', '";"'],
  ['# = :x', '"#"'],
  ['#a == :x OR 🙂', '"🙂"'],
  [':x.#a = :y', '":x"'],
  ['.#a = :x', 'nothing'],
  ['size(#a).#b = :x', '")"'],
  ['', 'empty'],
  [' \n', 'empty'],
])('%j is refused, naming %s', (expression, found) => {
  const refusal = readExpression(expression)
  expect(refusal).toMatchObject({ field: 'expression' })
  expect('found' in refusal && refusal.found).toContain(found)
})

test('a bare attribute is told to use a #name', () => {
  expect(readExpression('Completed = :x')).toMatchObject({
    expected: expect.stringContaining('every attribute by a #name'),
  })
})

test("an expression over DynamoDB's 4,096 bytes is refused, one of 4,096 is not", () => {
  const padded = (bytes: number) => '#a = :x'.padEnd(bytes, ' ')
  expect(use(padded(4096)).names.has('#a')).toBe(true)
  expect(readExpression(padded(4097))).toMatchObject({ found: '4097 bytes' })
})

test('no text makes it throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
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

  test.each([
    ['an undefined name', '#a = :x AND #b = :x', { '#a': 'A' }, { ':x': 1 }, 'names.#b'],
    ['an undefined value', '#a = :y', { '#a': 'A' }, {}, 'values.:y'],
    ['an unused name', '#a = :x', { '#a': 'A', '#b': 'B' }, { ':x': 1 }, 'names.#b'],
    ['an unused value', '#a = :x', { '#a': 'A' }, { ':x': 1, ':y': 1 }, 'values.:y'],
    ['a name in another case', '#a = :x', { '#A': 'A' }, { ':x': 1 }, 'names.#A'],
    ['a name without #', '#a = :x', { a: 'A' }, { ':x': 1 }, 'names.a'],
    ['a value without :', '#a = :x', { '#a': 'A' }, { x: 1 }, 'values.x'],
    ['a value among the names', '#a = :x', { '#a': 'A', ':x': 'x' }, {}, 'names.:x'],
    ['a sign alone', '#a = :x', { '#a': 'A', '#': 'x' }, { ':x': 1 }, 'names.#'],
  ])('%s is refused', (_what, expression, names, values, field) => {
    expect(check(expression, names, values)).toMatchObject({ field })
  })
})

describe('decision attributes', () => {
  test('are the top-level attributes and the age, each once, sorted', () => {
    const names = { '#a': 'Zeta', '#b': 'nested', '#c': 'Alpha', '#d': 'Zeta' }
    expect(decisionAttributes(use('#a.#b = :x OR #c = :x OR #d = :x'), names, 'Started')).toEqual([
      'Alpha',
      'Started',
      'Zeta',
    ])
    expect(decisionAttributes(use('#a = :x'), { '#a': 'Started' }, 'Started')).toEqual(['Started'])
  })

  test('keep a literal dot in a name', () => {
    expect(decisionAttributes(use('#a = :x'), { '#a': 'meta.done' }, 'Started')).toEqual(['Started', 'meta.done'])
  })
})
