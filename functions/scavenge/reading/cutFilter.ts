import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../rule/rule.ts'
import { canonicalNumber } from '../table/canonicalNumber.ts'
import type { KeyAttribute } from '../table/item.ts'
import { conjunctsOf } from './conjuncts.ts'

type Filter = Pick<Rule['filter'], 'expression' | 'names' | 'values'>

/** A filter from which the comparison of an index's partition key is cut out. */
export interface CutFilter {
  /** The partitions that the filter asks for, each once; at least one. */
  readonly partitions: readonly AttributeValue[]
  /** What the filter says beside it, with the placeholders that it uses; undefined where that is nothing. */
  readonly rest: Filter | undefined
}

/** Bytes of a partition key's value: DynamoDB's own limit. */
const MAX_PARTITION_BYTES = 2_048

/**
 * Cuts out of a filter the condition that compares an index's partition key with values by `=`, IN or an OR of them. An
 * item passes the filter where it is in one of the partitions and passes the rest. Undefined where the filter has no such
 * condition among those that it joins by AND, where the rest names the index's key, which no filter of a Query may, or
 * where no value can be a key.
 */
export function cutFilter(filter: Filter, [partition, sort]: readonly KeyAttribute[]): CutFilter | undefined {
  if (partition === undefined) return undefined
  const conjuncts = conjunctsOf(filter.expression)
  const cut = conjuncts?.find(({ equals }) => equals && filter.names[equals.name] === partition.name)
  if (conjuncts === undefined || cut?.equals === undefined) return undefined
  const values = cut.equals.values.flatMap((name) => filter.values[name] ?? [])
  const partitions = [...new Map(values.flatMap((value) => keyEntry(value, partition))).values()]
  const rest = restOf(
    filter,
    conjuncts.filter((conjunct) => conjunct !== cut).map(({ text }) => text),
  )
  const named = Object.values(rest?.names ?? {})
  if (partitions.length === 0 || named.includes(partition.name) || (sort && named.includes(sort.name))) return undefined
  return { partitions, rest }
}

function restOf({ names, values }: Filter, conditions: readonly string[]): Filter | undefined {
  if (conditions.length === 0) return undefined
  const expression = conditions.join(' AND ')
  return { expression, names: used(names, expression), values: used(values, expression) }
}

/** The placeholders of these that an expression uses. */
export function used<Value>(
  placeholders: Readonly<Record<string, Value>>,
  expression: string,
): Readonly<Record<string, Value>> {
  const inUse = new Set(expression.match(/[#:]\w+/g))
  return Object.fromEntries(Object.entries(placeholders).filter(([name]) => inUse.has(name)))
}

/** A value of the key's type beside a text that equal values share; nothing for a value that no key has. */
function keyEntry(value: AttributeValue, { type }: KeyAttribute): readonly (readonly [string, AttributeValue])[] {
  const held = value[type]
  if (held === undefined) return []
  if (type === 'N') return [[canonicalNumber(String(held)), value]]
  const bytes = Buffer.from(held)
  return bytes.length > 0 && bytes.length <= MAX_PARTITION_BYTES ? [[bytes.toString('base64'), value]] : []
}
