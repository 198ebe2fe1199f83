import { expect, test } from '@jest/globals'
import { membersOf } from '../../../functions/scavenge/reading/conjuncts.ts'

test.each([
  ['#a = :b', 'AND', ['#a = :b']],
  ['#a = :b AND #c = :d', 'AND', ['#a = :b', '#c = :d']],
  ['#a = :b and #c = :d or #e = :f', 'OR', ['#a = :b and #c = :d', '#e = :f']],
  ['(#a = :b OR #c = :d) AND NOT #e = :f', 'AND', ['(#a = :b OR #c = :d)', 'NOT #e = :f']],
  ['#a BETWEEN :b AND :c AND #d = :e', 'AND', ['#a BETWEEN :b AND :c', '#d = :e']],
  ['#AND = :OR AND #OR IN (:AND, :b)', 'AND', ['#AND = :OR', '#OR IN (:AND, :b)']],
  ['(#a = :b AND #c = :d)', 'AND', ['(#a = :b AND #c = :d)']],
  ['#a.b-and = :c', 'AND', ['#a.b-and = :c']],
] as const)('%s is joined by %s', (expression, operator, parts) => {
  expect(membersOf(expression)).toEqual({ operator, parts })
})
