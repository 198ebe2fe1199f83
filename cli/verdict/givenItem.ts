import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isMap, kindOf } from '../../functions/scavenge/rule/fields.ts'
import { plainValue, typedValue } from '../../functions/scavenge/rule/filterValues.ts'
import type { Item } from '../../functions/scavenge/table/item.ts'
import { UsageError } from '../shell/failure.ts'

/** The names of DynamoDB's types, by which its JSON is told from a plain map. */
const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']

/**
 * An item, or a key, that a person wrote: each attribute in DynamoDB's JSON or plain, where a text is S, a number N, a
 * list L and a map M. Throws UsageError, which says what was expected and what was there, without the attribute's value.
 */
export function givenItem(given: unknown): Item {
  if (!isMap(given)) throw new UsageError(`expected a map of attributes, found ${kindOf(given)}`)
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, givenValue(value, name)]))
}

function givenValue(value: unknown, at: string): AttributeValue {
  if (Array.isArray(value)) return { L: value.map((each, index) => givenValue(each, `${at}[${index}]`)) }
  if (isMap(value)) {
    if (!isTyped(value)) return { M: { ...mapOf(value, at) } }
    const typed = typedValue(value)
    if (typed !== undefined) return typed
    throw new UsageError(
      `${at}: expected DynamoDB's JSON of one value, such as {"N": "123"}, found one that is not exactly that`,
    )
  }
  const plain = plainValue(value)
  if (plain !== undefined) return plain
  throw new UsageError(`${at}: expected a number that JavaScript holds exactly, or {"N": "…"}, found ${kindOf(value)}`)
}

function mapOf(map: Readonly<Record<string, unknown>>, at: string): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, givenValue(value, `${at}.${name}`)]))
}

function isTyped(map: Readonly<Record<string, unknown>>): boolean {
  const [name = '', ...others] = Object.keys(map)
  return others.length === 0 && TYPES.includes(name)
}
