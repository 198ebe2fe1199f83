import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { attributeOf, type Item } from './item.ts'

/** Where a value stands in an item: a top-level attribute's name, then names within maps. Never empty. */
export type AttributePath = readonly [name: string, ...within: string[]]

/** The value there; undefined where a part of the path is absent or no map. */
export function valueAt(item: Item, [name, ...within]: AttributePath): AttributeValue | undefined {
  let value = attributeOf(item, name)
  for (const inner of within) value = value?.M && attributeOf(value.M, inner)
  return value
}
