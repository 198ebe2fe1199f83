import { describe, expect, test } from '@jest/globals'
import { deleteUnits } from '../../../functions/scavenge/estimate/deleteUnits.ts'
import type { Item, KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import { itemBytes } from '../../../functions/scavenge/table/itemSize.ts'
import type { IndexShape } from '../../../functions/scavenge/table/tableShape.ts'

const KEY: readonly KeyAttribute[] = [{ name: 'id', type: 'S' }]
const byOwner = { name: 'byOwner', key: [{ name: 'owner', type: 'S' }] } as const

function unitsOf(item: Item, ...indexes: readonly IndexShape[]) {
  return deleteUnits(item, itemBytes(item), { key: KEY, indexes, notPriced: [] })
}

const item = { id: { S: 'a' }, owner: { S: 'x' }, note: { S: 'n'.repeat(1_500) }, body: { S: 'b'.repeat(3_000) } }

describe('the write units of a delete', () => {
  test('are one for each kilobyte of the item begun, and at least one', () => {
    expect(unitsOf({ id: { S: 'a' } }).table).toBe(1)
    expect(unitsOf({ id: { S: 'a'.repeat(1_022) } }).table).toBe(1)
    expect(unitsOf({ id: { S: 'a'.repeat(1_023) } }).table).toBe(2)
  })

  test('are those of what each index holds: all, the attributes named, or the keys', () => {
    const all = { ...byOwner, projected: 'all' } as const
    const some = { ...byOwner, projected: ['note'] }
    const keys = { ...byOwner, projected: [] }
    expect(unitsOf(item, all, some, keys)).toEqual({ table: 5, indexes: [5, 2, 1] })
  })

  test('are none for an index whose key the item lacks, in whole or in part, or has in another type', () => {
    const twoPart: IndexShape = { name: 'two', key: [...byOwner.key, { name: 'at', type: 'N' }], projected: 'all' }
    expect(unitsOf({ id: { S: 'a' } }, { ...byOwner, projected: 'all' }).indexes).toEqual([0])
    expect(unitsOf({ id: { S: 'a' }, owner: { N: '1' } }, { ...byOwner, projected: 'all' }).indexes).toEqual([0])
    expect(unitsOf({ id: { S: 'a' }, owner: { S: 'x' } }, twoPart).indexes).toEqual([0])
  })

  test('count the key of the table in an index that holds keys only', () => {
    const long = { ...item, id: { S: 'a'.repeat(1_100) } }
    expect(unitsOf(long, { ...byOwner, projected: [] }).indexes).toEqual([2])
  })
})
