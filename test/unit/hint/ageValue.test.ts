import { expect, test } from '@jest/globals'
import { ageValue, wholeAgeAttributes } from '../../../functions/scavenge/hint/ageValue.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

test('an age is read from its attribute alone', () => {
  expect(ageValue({ at: { N: '1' }, done: { S: '2' } }, THINGS_RULE.age)).toEqual({ N: '1' })
  expect(ageValue({ done: { S: '2' } }, THINGS_RULE.age)).toBeUndefined()
  expect(wholeAgeAttributes(THINGS_RULE.age)).toEqual(['at'])
})

test('an age is read from the first of its paths that the item has', () => {
  const age = parseRule(
    { ...workersRule('things'), age: { attributes: [['meta', 'at'], 'at'], format: 'rfc3339', olderThan: '1d' } },
    { file: 'things.yml', name: 'things' },
  ).age
  expect(ageValue({ at: { S: 'b' }, meta: { M: { at: { S: 'a' } } } }, age)).toEqual({ S: 'a' })
  expect(ageValue({ at: { S: 'b' }, meta: { M: {} } }, age)).toEqual({ S: 'b' })
  expect(wholeAgeAttributes(age)).toEqual(['at'])
})

test('a rule that looks at no age has no such value', () => {
  expect(ageValue({ at: { N: '1' } }, { kind: 'none' })).toBeUndefined()
  expect(wholeAgeAttributes({ kind: 'none' })).toEqual([])
})
