import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { attributeOf, type Item, type KeyAttribute } from '../table/item.ts'

/** The values of an item's key as bytes, in the order of `key`. Throws where one is absent. */
export function keyBytes(item: Item, key: readonly KeyAttribute[]): Buffer[] {
  return key.map((attribute) => bytesOf(item, attribute))
}

/** The key that `keyBytes` was given. */
export function keyFrom(values: readonly Buffer[], key: readonly KeyAttribute[]): Item {
  const attributes = values.flatMap((bytes, index) => {
    const attribute = key[index]
    return attribute === undefined ? [] : [[attribute.name, valueFrom(bytes, attribute)] as const]
  })
  return Object.fromEntries(attributes)
}

function bytesOf(item: Item, { name, type }: KeyAttribute): Buffer {
  const value = attributeOf(item, name)
  if (type === 'B' && value?.B !== undefined) return Buffer.from(value.B)
  const text = type === 'S' ? value?.S : value?.N
  if (text === undefined) throw new Error(`key attribute ${name}: expected a value of type ${type}, found none`)
  return Buffer.from(text)
}

function valueFrom(bytes: Buffer, { type }: KeyAttribute): AttributeValue {
  if (type === 'B') return { B: new Uint8Array(bytes) }
  return type === 'S' ? { S: bytes.toString() } : { N: bytes.toString() }
}
