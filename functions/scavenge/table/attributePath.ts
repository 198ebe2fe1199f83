import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { attributeOf, type Item } from './item.ts'

/** Where a value stands in an item: a top-level attribute's name, then names within maps. Never empty. */
export type AttributePath = readonly [name: string, ...within: string[]]

/**
 * The value there; undefined where a part of the path is absent, and `blocked` where a part is there and is no map: what
 * it holds, such as a map in JSON text, is not read.
 */
export function valueAt(item: Item, [name, ...within]: AttributePath): AttributeValue | 'blocked' | undefined {
  let value = attributeOf(item, name)
  for (const inner of within) {
    if (value === undefined) return undefined
    if (value.M === undefined) return 'blocked'
    value = attributeOf(value.M, inner)
  }
  return value
}
