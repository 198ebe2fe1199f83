import { describe, expect, test } from '@jest/globals'
import { deleteUnits, tableBytes } from '../../../../functions/scavenge/estimate/price/deleteUnits.ts'
import type { Item, KeyAttribute } from '../../../../functions/scavenge/table/item.ts'
import { itemBytes } from '../../../../functions/scavenge/table/itemSize.ts'
import type { IndexShape, TableShape } from '../../../../functions/scavenge/table/tableShape.ts'

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

describe('where an index was read that holds parts of the items', () => {
  const read: IndexShape = { ...byOwner, projected: [] }
  const byNote: IndexShape = { name: 'byNote', key: [{ name: 'note', type: 'S' }], projected: [] }
  const averages = { items: 1_000, bytes: 2_500_000 }
  const part: Item = { id: { S: 'a' }, owner: { S: 'x' } }
  const shapeOf = (more: Partial<TableShape>, ...others: readonly IndexShape[]): TableShape => ({
    ...{ key: KEY, indexes: [read, ...others], notPriced: [], read },
    ...more,
  })
  const unitsIn = (shape: TableShape) => deleteUnits(part, tableBytes(part, shape), shape)

  test('an item counts as much as the table’s items do on average, its entry as it was read', () => {
    const shape = shapeOf(averages)
    expect(tableBytes(part, shape)).toBe(2_500)
    expect(unitsIn(shape)).toEqual({ table: 3, indexes: [1] })
    expect(tableBytes(part, shapeOf({}))).toBe(itemBytes(part))
    expect(tableBytes(part, shapeOf({ ...averages, read: { ...read, projected: 'all' } }))).toBe(itemBytes(part))
  })

  test('another index counts by its average entry and by the share of the items that it holds', () => {
    const entries = { items: 250, bytes: 250 * 1_100 }
    expect(unitsIn(shapeOf(averages, { ...byNote, ...entries })).indexes).toEqual([1, 0.5])
    expect(unitsIn(shapeOf(averages, byNote)).indexes).toEqual([1, 1])
    expect(unitsIn(shapeOf(averages, { ...byNote, items: 2_000, projected: 'all' })).indexes).toEqual([1, 3])
  })

  test('another index whose key was read holds what has that key', () => {
    const byBoth: IndexShape = { name: 'both', key: [...byOwner.key, ...KEY], projected: 'all', items: 1, bytes: 1 }
    const byNumber: IndexShape = { name: 'number', key: [{ name: 'owner', type: 'N' }], projected: [] }
    expect(unitsIn(shapeOf(averages, byBoth, byNumber)).indexes).toEqual([1, 3, 0])
  })
})
