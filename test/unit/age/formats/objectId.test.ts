import { expect, test } from '@jest/globals'
import { parseObjectId } from '../../../../functions/scavenge/age/formats/objectId.ts'

test.each([
  // MongoDB's manual, ObjectId.getTimestamp().
  ['507c7f79bcf86cd7994f6c0e', '2012-10-15T21:26:17.000Z'],
  ['507C7F79BCF86CD7994F6C0E', '2012-10-15T21:26:17.000Z'],
  ['507f1f77bcf86cd799439011', '2012-10-17T21:13:27.000Z'],
  ['000000000000000000000000', '1970-01-01T00:00:00.000Z'],
  ['ffffffffffffffffffffffff', '2106-02-07T06:28:15.000Z'],
])('%s is %s', (text, moment) => {
  expect(new Date(parseObjectId(text)?.ms ?? Number.NaN).toISOString()).toBe(moment)
})

test.each([
  '507f1f77bcf86cd79943901',
  '507f1f77bcf86cd7994390111',
  '507f1f77bcf86cd79943901g',
  'ObjectId("507f1f77bcf86cd799439011")',
  '0x507f1f77bcf86cd799439011',
  '507f1f77bcf86cd799439011\n',
  '',
])('%j is not read', (text) => {
  expect(parseObjectId(text)).toBeUndefined()
})
