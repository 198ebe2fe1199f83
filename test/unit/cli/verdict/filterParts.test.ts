import { expect, test } from '@jest/globals'
import { filterParts, usedBy } from '../../../../cli/verdict/filterParts.ts'

test.each([
  ['#a = :b', 'AND', ['#a = :b']],
  ['#a = :b AND #c = :d', 'AND', ['#a = :b', '#c = :d']],
  ['#a = :b and #c = :d or #e = :f', 'OR', ['#a = :b and #c = :d', '#e = :f']],
  ['(#a = :b OR #c = :d) AND NOT #e = :f', 'AND', ['(#a = :b OR #c = :d)', 'NOT #e = :f']],
  ['#a BETWEEN :b AND :c AND #d = :e', 'AND', ['#a BETWEEN :b AND :c', '#d = :e']],
  ['#AND = :OR AND #OR IN (:AND, :b)', 'AND', ['#AND = :OR', '#OR IN (:AND, :b)']],
  ['(#a = :b AND #c = :d)', 'AND', ['(#a = :b AND #c = :d)']],
] as const)('%s is joined by %s', (expression, operator, parts) => {
  expect(filterParts(expression)).toEqual({ operator, parts })
})

test('a part keeps the placeholders that it uses', () => {
  expect(usedBy('#a.#b = :c', { '#a': 'x', '#ab': 'y', '#b': 'z' })).toEqual({ '#a': 'x', '#b': 'z' })
})
