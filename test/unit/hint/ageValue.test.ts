import { expect, test } from '@jest/globals'
import { ageValue, wholeAgeAttributes } from '../../../functions/scavenge/hint/ageValue.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

test('an age is read from its attribute alone', () => {
  expect(ageValue({ at: { N: '1' }, done: { S: '2' } }, THINGS_RULE.age)).toEqual({ N: '1' })
  expect(ageValue({ done: { S: '2' } }, THINGS_RULE.age)).toBeUndefined()
  expect(wholeAgeAttributes(THINGS_RULE.age)).toEqual(['at'])
})
