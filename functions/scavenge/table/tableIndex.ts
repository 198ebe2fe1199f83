import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from './item.ts'

/** An index that is read in place of its table. */
export interface TableIndex {
  readonly name: string
  /** Partition key first, then the sort key if there is one. */
  readonly key: readonly KeyAttribute[]
}

/** A range of an index's sort key, both ends included; open where an end is absent. `from` never stands alone. */
export interface SortRange {
  readonly from?: AttributeValue
  readonly to?: AttributeValue
}

/** What one Query after another reads of an index: the entries of one partition, within a range of the sort key. */
export interface IndexPart extends SortRange {
  readonly partition: AttributeValue
}

/** The attributes of a key after which a page starts: in an index its own key, then the table's. Each stands once. */
export function startKeyAttributes(table: {
  readonly key: readonly KeyAttribute[]
  readonly index?: TableIndex | undefined
}): readonly KeyAttribute[] {
  const ofIndex = table.index?.key ?? []
  const names = new Set(ofIndex.map(({ name }) => name))
  return [...ofIndex, ...table.key.filter(({ name }) => !names.has(name))]
}
