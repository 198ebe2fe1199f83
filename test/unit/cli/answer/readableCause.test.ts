import { expect, test } from '@jest/globals'
import { readableCause } from '../../../../cli/answer/readableCause.ts'

test('a cause is made readable where it is the JSON of Lambda', () => {
  expect(readableCause('{"errorType":"E","errorMessage":"it broke"}')).toBe('it broke')
  expect(readableCause('a sentence')).toBe('a sentence')
  expect(readableCause('{"other":1}')).toBe('{"other":1}')
  expect(readableCause('null')).toBe('null')
})
