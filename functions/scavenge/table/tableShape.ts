import type { KeyAttribute } from './item.ts'
import type { TableDescription } from './table.ts'

/** A secondary index, global or local, as DescribeTable tells it. */
export interface IndexShape {
  readonly name: string
  readonly key: readonly KeyAttribute[]
  /** What it holds beside its own key and the table's: everything, or the attributes named (none for KEYS_ONLY). */
  readonly projected: 'all' | readonly string[]
  /** Items and bytes of the whole index by its own count, which may be hours old; undefined or 0 where it tells none. */
  readonly items?: number | undefined
  readonly bytes?: number | undefined
}

/** What decides what a delete is charged. */
export interface TableShape {
  readonly key: readonly KeyAttribute[]
  readonly indexes: readonly IndexShape[]
  /** Names of indexes of a kind that is not known: no price is made for them. */
  readonly notPriced: readonly string[]
  /** Items and bytes of the whole table by its own count, which may be hours old; undefined or 0 where it tells none. */
  readonly items?: number | undefined
  readonly bytes?: number | undefined
  /** The index that is read in place of the table, one of `indexes`; absent where the table is read. */
  readonly read?: IndexShape | undefined
}

/** A table as DescribeTable tells it: what a pass needs, and what an estimate needs beside it. */
export interface DescribedTable extends TableDescription {
  readonly shape: TableShape
  /**
   * The own count and size of the table, or of the index that is read in its place. They may be hours old; undefined or 0
   * where it tells none.
   */
  readonly items: number | undefined
  readonly bytes: number | undefined
}

/** Whether an index holds an attribute of the items that are in it. */
export function isHeld(name: string, index: IndexShape, tableKey: readonly KeyAttribute[]): boolean {
  if (index.projected === 'all' || index.projected.includes(name)) return true
  return [...index.key, ...tableKey].some((attribute) => attribute.name === name)
}
