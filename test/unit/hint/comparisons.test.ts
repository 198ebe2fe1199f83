import { describe, expect, test } from '@jest/globals'
import { comparisons } from '../../../functions/scavenge/hint/comparisons.ts'

const names = { '#a': 'state', '#b': 'meta', '#c': 'done.at' }
const values = { ':s': { S: 'x' }, ':n': { N: '1' }, ':yes': { BOOL: true }, ':null': { NULL: true } } as const

/** Such as `state: S, N`. */
function found(expression: string): readonly string[] {
  return comparisons({ expression, names, values }).map(
    ({ path, types }) => `${path.join('/')}: ${[...types].join(', ')}`,
  )
}

describe('the comparisons of a filter', () => {
  test.each([
    ['#a = :s', ['state: S']],
    ['#a=:s', ['state: S']],
    ['#a <> :n OR #a >= :s', ['state: N, S']],
    [':n < #a', ['state: N']],
    ['#a BETWEEN :n AND :s AND #b = :yes', ['state: N, S', 'meta: BOOL']],
    ['NOT #a in (:s, :n , :null)', ['state: S, N, NULL']],
    ['begins_with ( #c , :s )', ['done.at: S']],
    ['#b.#a[0] . #c = :n AND #b = :s', ['meta/state/0/done.at: N', 'meta: S']],
  ])('name the types of the values in %s', (expression, expected) => {
    expect(found(expression)).toEqual(expected)
  })

  test.each([
    'attribute_exists(#a)',
    'size(#a) > :n',
    ':n > size(#a)',
    'attribute_type(#a, :s)',
    'contains(#a, :s)',
    '#a = #a',
  ])('name no type in %s, by whose value’s type no item is left out', (expression) => {
    expect(found(expression)).toEqual(['state: '])
  })
})
