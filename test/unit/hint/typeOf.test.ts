import { expect, test } from '@jest/globals'
import { typeOf } from '../../../functions/scavenge/hint/typeOf.ts'

test('a type is called as DynamoDB calls it', () => {
  expect([{ S: '1' }, { N: '1' }, { NULL: true as const }, { M: {} }].map(typeOf)).toEqual(['S', 'N', 'NULL', 'M'])
})
