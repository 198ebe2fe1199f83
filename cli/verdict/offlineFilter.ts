import { createRequire } from 'node:module'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { typedValue } from '../../functions/scavenge/rule/filterValues.ts'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'
import { attributeOf, type Item } from '../../functions/scavenge/table/item.ts'
import { UsageError } from '../shell/failure.ts'
import { dynamodbJson } from './dynamodbJson.ts'

/** Parses `FilterExpression` into `_filter`, or answers DynamoDB's message of why it refuses the expression. */
interface Validations {
  readonly validateExpressions: (request: ParsedRequest) => string | undefined
  /** Answers DynamoDB's message of why it refuses a value, and writes its numbers as DynamoDB does. */
  readonly validateAttributeValue: (value: unknown) => string | undefined
}

interface Database {
  readonly matchesExprFilter: (item: unknown, filter: unknown) => boolean
}

interface ParsedRequest {
  readonly FilterExpression: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: unknown
  _filter?: { readonly expression: unknown }
}

/** A filter as the embedded engine reads it: a test of items, or DynamoDB's message of why it refuses the filter. */
export type OfflineFilter = { readonly matches: (item: Item) => boolean } | { readonly refusal: string }

// dynalite is CommonJS without types.
const load = createRequire(import.meta.url)

/** Stands for a value that an execution's start gives, where the filter's grammar alone is looked at. */
const AT_START: Readonly<Record<'S' | 'N', AttributeValue>> = { S: { S: 'x' }, N: { N: '1' } }

/** Reads a rule's filter without a table, by the parser and the comparisons of dynalite, the embedded engine. */
export function offlineFilter({ filter }: Pick<Rule, 'filter'>): OfflineFilter {
  const { validateExpressions }: Validations = load('dynalite/validations')
  const { matchesExprFilter }: Database = load('dynalite/db')
  const given = Object.entries(filter.atStart ?? {}).map(([name, type]) => [name, AT_START[type]] as const)
  const values = { ...Object.fromEntries(given), ...filter.values }
  const request: ParsedRequest = {
    FilterExpression: filter.expression,
    ...(Object.keys(filter.names).length > 0 && { ExpressionAttributeNames: { ...filter.names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: dynamodbJson(values) }),
  }
  const refusal = validateExpressions(request)
  if (refusal !== undefined) return { refusal }
  return { matches: (item) => matchesExprFilter(dynamodbJson(item), request._filter?.expression) }
}

/** Whether dynalite's comparisons may differ from DynamoDB's: to dynalite no list with elements and no map equals another. */
export function comparesNested({ filter }: Pick<Rule, 'filter'>): boolean {
  return Object.values(filter.values).some(({ L, M }) => L !== undefined || M !== undefined)
}

/** An operator that has an attribute on its right side, which may hold a list or a map. */
const WITH_ATTRIBUTE = /#[\w.#[\]\s]*(?:<>|=)\s*#|\bIN\s*\([^)]*#|\bcontains\s*\([^,]*,\s*#/i

/** Whether the filter may compare a list or a map of this item with another one, which dynalite never finds equal. */
export function comparesNestedOf({ filter, decisionAttributes }: Rule, item: Item): boolean {
  const holdsNested = decisionAttributes.some((name) => {
    const value = attributeOf(item, name)
    return value?.L !== undefined || value?.M !== undefined
  })
  return holdsNested && WITH_ATTRIBUTE.test(filter.expression)
}

/** The item as DynamoDB would keep it, which writes numbers in its own way. Throws UsageError for what it would refuse. */
export function storedItem(item: Item): Item {
  const { validateAttributeValue }: Validations = load('dynalite/validations')
  const stored = Object.entries(dynamodbJson(item)).map(([name, value]) => {
    const refusal = validateAttributeValue(value)
    const kept = typedValue(value)
    if (refusal !== undefined || kept === undefined)
      throw new UsageError(`${name}: expected a value that DynamoDB takes, found one that it refuses: ${refusal}`)
    return [name, kept] as const
  })
  return Object.fromEntries(stored)
}
