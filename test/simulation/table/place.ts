import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item, KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import { hash32 } from '../world/random.ts'

/** Hashes that a partition key can have: a Scan's segments and the table's partitions are equal parts of them. */
export const HASHES = 4_294_967_296

/** Where a key lies in the table: by its partition key's hash, then in order. */
export interface Place {
  readonly hash: number
  readonly partition: string
  readonly range: string | number
  readonly id: string
}

export function placeOf(key: Item, schema: readonly KeyAttribute[]): Place {
  const [first, second] = schema.map(({ name }) => key[name])
  if (first === undefined || (second === undefined && schema.length > 1))
    throw new Error('key: expected every key attribute, found less')
  const partition = textOf(first)
  const range = second === undefined ? '' : second.N === undefined ? textOf(second) : Number(second.N)
  return { hash: hash32(partition), partition, range, id: `${partition}\n${range}` }
}

export function compare(one: Place, other: Place): number {
  if (one.hash !== other.hash) return one.hash - other.hash
  if (one.partition !== other.partition) return one.partition < other.partition ? -1 : 1
  return one.range < other.range ? -1 : one.range > other.range ? 1 : 0
}

function textOf(value: AttributeValue): string {
  return value.S ?? value.N ?? Buffer.from(value.B ?? []).toString('hex')
}
