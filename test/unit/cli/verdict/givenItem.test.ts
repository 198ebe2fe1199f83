import { expect, test } from '@jest/globals'
import { UsageError } from '../../../../cli/shell/failure.ts'
import { givenItem } from '../../../../cli/verdict/givenItem.ts'

test('plain attributes and those in DynamoDB’s JSON may stand side by side', () => {
  const given = { a: 1, b: '1', c: true, d: null, e: [1, { S: 'x' }], f: { g: 2, h: { N: '3' } }, i: { SS: ['x'] } }
  expect(givenItem(given)).toEqual({
    a: { N: '1' },
    b: { S: '1' },
    c: { BOOL: true },
    d: { NULL: true },
    e: { L: [{ N: '1' }, { S: 'x' }] },
    f: { M: { g: { N: '2' }, h: { N: '3' } } },
    i: { SS: ['x'] },
  })
  expect(givenItem({ empty: {} })).toEqual({ empty: { M: {} } })
})

test.each([
  [[1], 'expected a map of attributes, found a list of 1'],
  [{ a: { N: 5 } }, `a: expected DynamoDB's JSON of one value`],
  [{ a: { b: [{ B: 'secret?' }] } }, `a.b[0]: expected DynamoDB's JSON of one value`],
  [{ a: 2 ** 60 }, 'a: expected a number that JavaScript holds exactly'],
])('%j is refused, and its value is not shown', (given, says) => {
  expect(() => givenItem(given)).toThrow(UsageError)
  expect(() => givenItem(given)).toThrow(says)
  expect(() => givenItem(given)).not.toThrow('secret')
})
