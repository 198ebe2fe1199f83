import { expect, test } from '@jest/globals'
import { parseUlid } from '../../../../functions/scavenge/age/formats/ulid.ts'

test.each([
  // The specification's own example, and the pair that ulid/javascript documents for a seed time.
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 1_469_922_850_259],
  ['01ARYZ6S41TSV4RRFFQ69G5FAV', 1_469_918_176_385],
  ['01aryz6s41tsv4rrffq69g5fav', 1_469_918_176_385],
  ['00000000000000000000000000', 0],
  ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 281_474_976_710_655],
])('%s is %d ms', (text, ms) => {
  expect(parseUlid(text)).toEqual({ ms, rest: false })
})

test.each([
  '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
  'ZZZZZZZZZZZZZZZZZZZZZZZZZZ',
  '01ARZ3NDEKTSV4RRFFQ69G5FA',
  '01ARZ3NDEKTSV4RRFFQ69G5FAVV',
  '01ARZ3NDEKTSV4RRFFQ69G5FAI',
  '01ARZ3NDEKTSV4RRFFQ69G5FAL',
  'O1ARZ3NDEKTSV4RRFFQ69G5FAV',
  '01ARZ3NDEKTSV4RRFFQ69G5FAU',
  '01ARZ3NDEK-TSV4RRFFQ69G5FA',
  ' 01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV\n',
  '01ARZ3NDEKTſV4RRFFQ69G5FAV',
])('%j is not read', (text) => {
  expect(parseUlid(text)).toBeUndefined()
})
