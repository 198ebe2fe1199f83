import { attributeOf, type Item, type KeyAttribute } from '../table/item.ts'
import { itemBytes } from '../table/itemSize.ts'
import { isHeld, type TableShape } from '../table/tableShape.ts'

/** Bytes that one write unit covers: Developer Guide, "DynamoDB read and write operations". */
const UNIT_BYTES = 1_024

/** Write units of a delete in the table, and in the indexes in the order of `TableShape.indexes`; 0 where one does not hold the item. */
export interface DeleteUnits {
  readonly table: number
  readonly indexes: readonly number[]
}

/**
 * What a delete is charged: the item's own units, and for each index that holds the item those of what the index holds
 * of it. Each is at least 1. `bytes`: the item's size, as `itemBytes` tells it.
 */
export function deleteUnits(item: Item, bytes: number, { key, indexes }: TableShape): DeleteUnits {
  return {
    table: unitsOf(bytes),
    indexes: indexes.map((index) => {
      if (!index.key.every((attribute) => hasKey(item, attribute))) return 0
      return unitsOf(index.projected === 'all' ? bytes : itemBytes(item, (name) => isHeld(name, index, key)))
    }),
  }
}

/** An item without the index's key, or with another type there, is not in the index. */
function hasKey(item: Item, { name, type }: KeyAttribute): boolean {
  return attributeOf(item, name)?.[type] !== undefined
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES))
}
