import { describe, expect, test } from '@jest/globals'
import { keyBytes, keyFrom } from '../../../functions/scavenge/progress/keyBytes.ts'
import type { Item, KeyAttribute } from '../../../functions/scavenge/table/item.ts'

const SCHEMA: readonly KeyAttribute[] = [
  { name: 'pk', type: 'B' },
  { name: 'sk', type: 'S' },
]

describe('the bytes of a key', () => {
  test.each<[KeyAttribute['type'], Item]>([
    ['N', { id: { N: '-12.5' } }],
    ['S', { id: { S: '-12.5é' } }],
    ['B', { id: { B: new Uint8Array([0, 255]) } }],
  ])('give back a key of type %s', (type, item) => {
    const key: readonly KeyAttribute[] = [{ name: 'id', type }]
    expect(keyFrom(keyBytes(item, key), key)).toEqual(item)
  })

  test('are those of the key alone, in the order of its attributes', () => {
    const item = { other: { S: 'x' }, sk: { S: 'a' }, pk: { B: new Uint8Array([1]) } }
    expect(keyBytes(item, SCHEMA)).toEqual([Buffer.from([1]), Buffer.from('a')])
  })

  test.each<[string, Item]>([
    ['without its binary', { sk: { S: 'a' } }],
    ['without its text', { pk: { B: new Uint8Array([1]) } }],
    ['with an attribute of another type', { pk: { S: 'a' }, sk: { S: 'a' } }],
    ['with a binary where a text is due', { pk: { B: new Uint8Array([1]) }, sk: { B: new Uint8Array([1]) } }],
    ['with a number where a text is due', { pk: { B: new Uint8Array([1]) }, sk: { N: '1' } }],
  ])('are refused for an item %s', (_, item) => {
    expect(() => keyBytes(item, SCHEMA)).toThrow(/^key attribute [ps]k: expected a value of type [BS]/)
  })
})
