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

/** The attributes of a key in an item. Throws where one is absent. */
export function keyOf(item: Item, key: readonly KeyAttribute[]): Record<string, AttributeValue> {
  return Object.fromEntries(key.map(({ name }) => [name, keyValue(item, name)]))
}

/** A key attribute's value in an item. Throws where it is absent. */
export function keyValue(item: Item, name: string): AttributeValue {
  const value = attributeOf(item, name)
  if (value === undefined) throw new Error(`key attribute ${name}: expected in every item, found none`)
  return value
}
