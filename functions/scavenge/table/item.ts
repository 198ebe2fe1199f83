import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** An item as DynamoDB returns it, projected to its key and its decision attributes. */
export type Item = Readonly<Record<string, AttributeValue>>

export interface KeyAttribute {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

/** An attribute of an item; undefined where it is absent, even if it is called `constructor`. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined
}
