import { describe, expect, test } from '@jest/globals'
import { itemBytes } from '../../../functions/scavenge/table/itemSize.ts'

describe('the size of an item is that of its names and values', () => {
  test.each([
    ['a text in UTF-8', { name: { S: 'größe' } }, 4 + 7],
    ['an empty text', { name: { S: '' } }, 4],
    ['a number, two digits a byte', { n: { N: '1234' } }, 1 + 3],
    ['a number with an odd number of digits', { n: { N: '12345' } }, 1 + 4],
    ['a number without its outer zeros', { n: { N: '-0.001200' } }, 1 + 2],
    ['zero', { n: { N: '0' } }, 1 + 1],
    ['a number with an exponent', { n: { N: '1.5E+30' } }, 1 + 2],
    ['the longest number', { n: { N: '9'.repeat(40) } }, 1 + 21],
    ['raw bytes', { b: { B: new Uint8Array(9) } }, 1 + 9],
    ['a Boolean', { b: { BOOL: false } }, 1 + 1],
    ['a null', { b: { NULL: true as const } }, 1 + 1],
    ['a set of texts', { s: { SS: ['a', 'bc'] } }, 1 + 3],
    ['a set of numbers', { s: { NS: ['1', '22'] } }, 1 + 2 + 2],
    ['a set of bytes', { s: { BS: [new Uint8Array(2), new Uint8Array(3)] } }, 1 + 5],
    ['an empty list', { l: { L: [] } }, 1 + 3],
    ['a list, a byte more for each element', { l: { L: [{ S: 'ab' }, { BOOL: true }] } }, 1 + 3 + 1 + 2 + 1 + 1],
    ['a map, a byte more for each element', { m: { M: { key: { S: 'ab' } } } }, 1 + 3 + 1 + 3 + 2],
    ['several attributes', { a: { S: 'x' }, bb: { S: 'yy' } }, 2 + 4],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes)
  })

  test('of the attributes named alone where some are', () => {
    expect(itemBytes({ a: { S: 'x' }, bb: { S: 'yy' } }, (name) => name === 'bb')).toBe(4)
  })
})
