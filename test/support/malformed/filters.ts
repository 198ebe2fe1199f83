import type { Malformed } from './malformed.ts'
import { FILTER, RULE } from './rules.ts'

const SCALAR = 'filter.values.:number: expected a string, a number that JavaScript holds exactly, true, false or null'

/** Values that have no exact or no plain form. */
const VALUES: readonly (readonly [what: string, value: unknown, says: string])[] = [
  ['no number', Number.NaN, 'found NaN'],
  ['no end', Number.POSITIVE_INFINITY, 'found Infinity'],
  ['more than JavaScript counts', 2 ** 53, 'found 9007199254740992'],
  ['more than DynamoDB holds', 1e300, 'found 1e+300'],
  ['less than DynamoDB holds', 5e-324, 'found 5e-324'],
  ['a large integer', 1n, 'found a bigint'],
  ['nothing', undefined, 'found nothing'],
]

/** Expressions with something else than #names, :values, operators and functions in them. */
const EXPRESSIONS: readonly (readonly [expression: string, found: string])[] = [
  ['Completed = :x', 'the bare name "Completed"'],
  ['#a = :x OR Completed = :x', 'the bare name "Completed"'],
  ['#a.b = :x', 'the bare name "b"'],
  ['#a.size = :x', 'the bare name "size"'],
  ['#a.AND = :x', 'the bare name "AND"'],
  ['size = :x', 'the bare name "size"'],
  ['SIZE(#a) = :x', 'the bare name "SIZE"'],
  ['exists(#a)', 'the bare name "exists"'],
  ['ANDY(#a)', 'the bare name "ANDY"'],
  ['XOR #a', 'the bare name "XOR"'],
  ['#a-b = :x', '"-" at character 3'],
  ['#a = 1', '"1" at character 6'],
  ["#a = 'x'", `"'"`],
  ['#a = "x"', String.raw`"\""`],
  ['#a = :x; #b', '";"'],
  ['# = :x', '"#"'],
  ['#a = :', '":"'],
  ['#a[:x] = :x', '"["'],
  ['#a[-1] = :x', '"["'],
  ['#a == :x OR 🙂', '"🙂" at character 13'],
  [':x.#a = :y', '":x"'],
  ['.#a = :x', 'nothing'],
  ['[0] = :x', 'nothing'],
  [':x[0] = :y', '":x"'],
  ['size(#a).#b = :x', '")"'],
  ['', 'an empty text'],
  [' \n', 'an empty text'],
  ['#a = :x'.padEnd(4097, ' '), '4097 bytes'],
]

/** Placeholders that the expression and the maps do not agree on. */
const PLACEHOLDERS: readonly (readonly [what: string, filter: object, says: string])[] = [
  [
    'an undefined name',
    { expression: '#a = :x AND #b = :x', names: { '#a': 'A' }, values: { ':x': 1 } },
    'filter.names.#b: expected a definition of #b, which the expression uses, found nothing',
  ],
  [
    'an undefined value',
    { expression: '#a = :y', names: { '#a': 'A' } },
    'filter.values.:y: expected a definition of :y',
  ],
  [
    'an unused name',
    { expression: '#a = :x', names: { '#a': 'A', '#b': 'B' }, values: { ':x': 1 } },
    'filter.names.#b: expected a placeholder that the expression uses, found an unused one',
  ],
  [
    'an unused value',
    { expression: '#a = :x', names: { '#a': 'A' }, values: { ':x': 1, ':y': 1 } },
    'filter.values.:y: expected a placeholder that the expression uses',
  ],
  [
    'a name in another case',
    { expression: '#a = :x', names: { '#A': 'A' }, values: { ':x': 1 } },
    'filter.names.#A: expected a placeholder that',
  ],
  [
    'a name without #',
    { expression: '#a = :x', names: { a: 'A' }, values: { ':x': 1 } },
    'filter.names.a: expected a placeholder such as #name, found "a"',
  ],
  [
    'a value without :',
    { expression: '#a = :x', names: { '#a': 'A' }, values: { x: 1 } },
    'filter.values.x: expected a placeholder such as :value, found "x"',
  ],
  [
    'a value among the names',
    { expression: '#a = :x', names: { '#a': 'A', ':x': 'x' } },
    'filter.names.:x: expected a placeholder such as #name',
  ],
  [
    'a sign alone',
    { expression: '#a = :x', names: { '#a': 'A', '#': 'x' }, values: { ':x': 1 } },
    'filter.names.#: expected a placeholder such as #name',
  ],
  [
    'a name that goes on',
    { expression: '#a = :x', names: { '#a b': 'A' }, values: { ':x': 1 } },
    'filter.names.#a b: expected a placeholder such as #name',
  ],
]

const TYPED = `filter.values.:number: expected DynamoDB's JSON of one value, such as { N: "123" }`

export const FILTERS: readonly Malformed<unknown>[] = [
  row('the value a map of no type', { ...FILTER, values: { ...FILTER.values, ':number': { Z: '1' } } }, TYPED),
  row(
    'the value a list',
    { ...FILTER, values: { ...FILTER.values, ':number': [1] } },
    `${SCALAR}, or DynamoDB's JSON of a set or list`,
  ),
  ...VALUES.map(([what, value, found]) =>
    row(`the value ${what}`, { ...FILTER, values: { ...FILTER.values, ':number': value } }, `${SCALAR}, ${found}`),
  ),
  ...EXPRESSIONS.map(([expression, found]) =>
    row(
      `the expression ${JSON.stringify(expression.slice(0, 40))}`,
      { expression, names: { '#a': 'A' }, values: { ':x': 1 } },
      `found ${found}`,
    ),
  ),
  ...PLACEHOLDERS.map(([what, filter, says]) => row(what, filter, says)),
]

function row(what: string, filter: object, says: string): Malformed<unknown> {
  return { what: `filter: ${what}`, given: { ...RULE, filter }, error: 'InvalidRule', says }
}
