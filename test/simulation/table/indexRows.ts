import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item, KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { IndexPart, TableIndex } from '../../../functions/scavenge/table/tableIndex.ts'
import { hash32 } from '../world/random.ts'
import type { Content } from './contents.ts'
import type { Entry } from './entries.ts'
import { compare, HASHES, type Place } from './place.ts'

/** What one request reads at most: DynamoDB's own limit. */
export const PAGE_BYTES = 1_048_576

/** Where an item stands in an index: by its partition's hash, then by its sort key, then by its own key. */
interface IndexPlace {
  readonly hash: number
  readonly partition: string
  readonly sort: Sort
  readonly place: Place
}

/** A key's value as DynamoDB orders it. */
type Sort = number | Buffer

/** An item as a read of the index finds it. */
interface IndexRow<By> {
  readonly at: IndexPlace
  readonly entry: Entry<By>
  readonly content: Content
}

/** What a read asks an index for: a part of it, or a segment of a Scan. */
interface IndexRead {
  readonly segment: number
  readonly totalSegments: number
  readonly part?: IndexPart | undefined
}

/** The item's key in the index; undefined where it is not in the index. */
export function indexKeyOf({ attributes }: Content, { key }: TableIndex): Item | undefined {
  const pairs = key.map(({ name, type }) => [name, attributes[name]?.[type] && attributes[name]] as const)
  return pairs.every(([, value]) => value !== undefined) ? (Object.fromEntries(pairs) as Item) : undefined
}

/** Where the item that this start key names stands, or stood, in the index. `place`: in the table. */
export function indexPlaceOf(key: Item, { key: [first, second] }: TableIndex, place: Place): IndexPlace {
  const partition = textOf(first, key)
  const sort = second === undefined ? 0 : sortOf(key[second.name])
  return { hash: hash32(partition), partition, sort, place }
}

function compareInIndex(one: IndexPlace, other: IndexPlace): number {
  if (one.hash !== other.hash) return one.hash - other.hash
  return order(one.sort, other.sort) || compare(one.place, other.place)
}

/** Whether a read returns the item that stands there. */
export function isAsked({ hash, partition, sort }: IndexPlace, { part, segment, totalSegments }: IndexRead): boolean {
  if (part === undefined) {
    return (
      hash >= Math.ceil((segment * HASHES) / totalSegments) &&
      hash < Math.ceil(((segment + 1) * HASHES) / totalSegments)
    )
  }
  if (partition !== (part.partition.S ?? part.partition.N)) return false
  const { from, to } = part
  return (from === undefined || order(sort, sortOf(from)) >= 0) && (to === undefined || order(sort, sortOf(to)) <= 0)
}

/** The rows of the items that are in the index, by the versions that a read shows. */
export function rowsOf<By>(
  entries: readonly { readonly entry: Entry<By>; readonly content: Content | undefined }[],
  index: TableIndex,
): readonly IndexRow<By>[] {
  return entries.flatMap(({ entry, content }) => {
    const key = content && indexKeyOf(content, index)
    return content === undefined || key === undefined
      ? []
      : [{ at: indexPlaceOf(key, index, entry.place), entry, content }]
  })
}

interface PageRead extends IndexRead {
  readonly index: TableIndex
  /** After which the page begins. */
  readonly start: IndexPlace | undefined
  readonly limit: number
  /** Rows after which the page ends early. */
  readonly most: number
}

/** The rows of one page in their order, and after which key the next one begins; undefined after the last. */
export function indexPage<By>(all: readonly IndexRow<By>[], read: PageRead) {
  const { index, start, limit, most } = read
  const asked = all
    .filter(({ at }) => isAsked(at, read) && (start === undefined || compareInIndex(at, start) > 0))
    .sort((one, other) => compareInIndex(one.at, other.at))
  const rows: IndexRow<By>[] = []
  let bytes = 0
  for (const row of asked) {
    rows.push(row)
    bytes += row.entry.sizeBytes
    if (rows.length < limit && rows.length < most && bytes < PAGE_BYTES) continue
    return { rows, bytes, lastKey: { ...indexKeyOf(row.content, index), ...row.entry.key } }
  }
  return { rows, bytes, lastKey: undefined }
}

function textOf(attribute: KeyAttribute | undefined, key: Item): string {
  const value = attribute && key[attribute.name]
  return value?.S ?? value?.N ?? ''
}

function sortOf(value: AttributeValue | undefined): Sort {
  return value?.N === undefined ? Buffer.from(value?.S ?? '') : Number(value.N)
}

function order(one: Sort, other: Sort): number {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1
  return typeof other === 'number' ? 1 : Buffer.compare(one, other)
}
