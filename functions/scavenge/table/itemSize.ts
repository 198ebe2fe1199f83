import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from './item.ts'

/*
 * Source of every number here: DynamoDB Developer Guide, "DynamoDB item sizes and formats". A number's size is an
 * approximation there too.
 */

/** Bytes of a null or a Boolean. */
const FLAG_BYTES = 1

/** Bytes of a list or a map beside its elements, and of each element beside its value. */
const CONTAINER_BYTES = 3
const ELEMENT_BYTES = 1

/** Significant digits that a byte of a number holds, bytes beside them, and bytes of a number at most. */
const DIGITS_A_BYTE = 2
const NUMBER_BYTES = 1
const MAX_NUMBER_BYTES = 21

/** Bytes by which DynamoDB charges for an item: names and values of all its attributes, or of those named. */
export function itemBytes(item: Item, isHeld: (name: string) => boolean = () => true): number {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) {
    if (isHeld(name)) bytes += Buffer.byteLength(name) + valueBytes(value)
  }
  return bytes
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return value.B.byteLength
  if (value.SS !== undefined) return sum(value.SS, (text) => Buffer.byteLength(text))
  if (value.NS !== undefined) return sum(value.NS, numberBytes)
  if (value.BS !== undefined) return sum(value.BS, (binary) => binary.byteLength)
  if (value.L !== undefined) return CONTAINER_BYTES + sum(value.L, (element) => ELEMENT_BYTES + valueBytes(element))
  if (value.M !== undefined) {
    const elements = Object.entries(value.M)
    const elementBytes = ([name, element]: [string, AttributeValue]) =>
      ELEMENT_BYTES + Buffer.byteLength(name) + valueBytes(element)
    return CONTAINER_BYTES + sum(elements, elementBytes)
  }
  return FLAG_BYTES
}

/** Zeros at both ends are not stored: 1200 and 0.0012 have two digits. */
function numberBytes(text: string): number {
  const [mantissa = ''] = text.split(/[eE]/)
  const digits = mantissa
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '').length
  return Math.min(MAX_NUMBER_BYTES, Math.ceil(digits / DIGITS_A_BYTE) + NUMBER_BYTES)
}

function sum<Element>(elements: readonly Element[], bytesOf: (element: Element) => number): number {
  return elements.reduce((total, element) => total + bytesOf(element), 0)
}
