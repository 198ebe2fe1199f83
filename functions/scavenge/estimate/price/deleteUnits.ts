import { attributeOf, type Item, type KeyAttribute } from '../../table/item.ts'
import { itemBytes } from '../../table/itemSize.ts'
import { type IndexShape, isHeld, type TableShape } from '../../table/tableShape.ts'

/** Bytes that one write unit covers: Developer Guide, "DynamoDB read and write operations". */
const UNIT_BYTES = 1_024

/**
 * Write units of a delete in the table, and in the indexes in the order of `TableShape.indexes`: 0 where one does not
 * hold the item.
 */
export interface DeleteUnits {
  readonly table: number
  readonly indexes: readonly number[]
}

/**
 * Bytes of an item as the table holds it. An index that holds parts of the items shows less: such an item counts at
 * least as much as the table's items do on average, by the table's own count.
 */
export function tableBytes(item: Item, shape: TableShape): number {
  const seen = itemBytes(item)
  return isSeenWhole(shape) ? seen : Math.max(seen, averageBytes(shape))
}

/**
 * What a delete is charged: the item's own units, and for each index that holds the item those of its entry there. Each
 * is at least 1. `bytes`: the item's size, as `tableBytes` tells it. Where an index was read that holds only parts of
 * the items, an entry of another index counts at least that index's own average. Whether the item is in an index whose
 * key was not read is not known: its entry then counts for the share of the table's items that the index holds, and in
 * full where the index does not tell how many it holds.
 */
export function deleteUnits(item: Item, bytes: number, shape: TableShape): DeleteUnits {
  return { table: unitsOf(bytes), indexes: shape.indexes.map((index) => indexUnits(item, bytes, index, shape)) }
}

function indexUnits(item: Item, bytes: number, index: IndexShape, shape: TableShape): number {
  const { key, read } = shape
  const entryBytes = () => (index.projected === 'all' ? bytes : itemBytes(item, (name) => isHeld(name, index, key)))
  if (read === undefined || isSeenWhole(shape) || index.name === read.name) {
    return holds(index, item) ? unitsOf(entryBytes()) : 0
  }
  const isKeySeen = index.key.every(({ name }) => isHeld(name, read, key))
  if (isKeySeen && !holds(index, item)) return 0
  return unitsOf(Math.max(entryBytes(), averageBytes(index))) * (isKeySeen ? 1 : heldShare(index, shape))
}

/** Whether what was read brings whole items. */
function isSeenWhole({ read }: TableShape): boolean {
  return read === undefined || read.projected === 'all'
}

/** An item without the index's key, or with another type there, is not in the index. */
function holds({ key }: IndexShape, item: Item): boolean {
  return key.every((attribute) => hasKey(item, attribute))
}

function hasKey(item: Item, { name, type }: KeyAttribute): boolean {
  return attributeOf(item, name)?.[type] !== undefined
}

/** By its own count; 0 where it tells none. */
function averageBytes({ items, bytes }: Pick<IndexShape, 'items' | 'bytes'>): number {
  return items && bytes ? bytes / items : 0
}

function heldShare(index: IndexShape, shape: TableShape): number {
  return index.items && shape.items ? Math.min(1, index.items / shape.items) : 1
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES))
}
