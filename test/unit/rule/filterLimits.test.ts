import { expect, test } from '@jest/globals'
import { wordsOf } from '../../../functions/scavenge/rule/filter.ts'
import { mostOperands, operatorsIn } from '../../../functions/scavenge/rule/filterLimits.ts'

const words = (expression: string) => wordsOf(expression).split(' ')

test.each([
  ['#a = :x', 1],
  ['#a = :x AND NOT #b <> :y', 4],
  ['#a BETWEEN :x AND :y AND #b >= :z', 3],
  ['#a between :x and :y', 1],
  ['#a IN (:x, :y) OR (#b < :x)', 3],
  ['attribute_exists(#a) AND size(#b) > :x', 4],
  ['begins_with(#and, :or)', 1],
])('%s has %i operators', (expression, operators) => {
  expect(operatorsIn(words(expression))).toBe(operators)
})

test.each([
  ['#a = :x', 0],
  ['#a IN (:x)', 1],
  ['#a IN (:x, :y, :z) AND #b IN (:x, :y)', 3],
  ['(#a in (:x, #b[0].#c)) AND contains(#d, :x)', 2],
  ['contains(#a, :x)', 0],
])('%s has at most %i operands in an IN', (expression, operands) => {
  expect(mostOperands(words(expression))).toBe(operands)
})
