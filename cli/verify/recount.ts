import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'
import { READ_TIME } from './readTime.ts'

/** What a table holds, by a scan that shares no code with the passes. */
export interface Recount {
  readonly itemsLeft: number
  /** Items that pass the rule's filter. */
  readonly matchedLeft: number
  /** Of these, the items that should have been deleted: their time can be read and is not after the cutoff. */
  readonly candidatesLeft: number
}

const NS_PER_MS = 1_000_000n
/** 2001-09-09T01:46:40Z: an earlier time is implausible. */
const EARLIEST_NS = 1_000_000_000_000n * NS_PER_MS
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What a recount can judge, for messages. */
export const RECOUNT_READS = `the recount reads ${Object.keys(READ_TIME).join(', ')}, of the whole of an attribute, and one period for all`

/** The rule's age where a recount can judge by it; undefined where only the engine reads such ages or periods. */
export function recountedAge({ age }: Rule): RecountedAge | undefined {
  if (age.kind === 'none') return { paths: [], read: undefined }
  if (age.period.kind !== 'fixed' || age.between !== undefined) return undefined
  const read = READ_TIME[age.format]
  return read && { paths: age.paths, read }
}

interface RecountedAge {
  /** The first that an item has counts. */
  readonly paths: readonly (readonly string[])[]
  /** Undefined where the rule looks at no age, so that all that the filter lets through is a candidate. */
  readonly read: ((value: AttributeValue) => bigint | undefined) | undefined
}

/** Counts what is in the table, by one strongly consistent scan, or in the rule's index. Throws what the client throws. */
export async function recount(
  client: DynamoDBClient,
  rule: Rule,
  cutoffMs: number,
  signal: AbortSignal,
): Promise<Recount> {
  const age = recountedAge(rule)
  if (age === undefined) throw new Error('recount: expected a rule whose age it can read')
  let itemsLeft = 0
  let matchedLeft = 0
  let candidatesLeft = 0
  let startKey: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: rule.table,
        ...(rule.index === undefined ? { ConsistentRead: true } : { IndexName: rule.index }),
        FilterExpression: rule.filter.expression,
        ExpressionAttributeNames: { ...rule.filter.names },
        ...(Object.keys(rule.filter.values).length > 0 && { ExpressionAttributeValues: { ...rule.filter.values } }),
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
      { abortSignal: signal },
    )
    itemsLeft += page.ScannedCount ?? 0
    for (const item of page.Items ?? []) {
      matchedLeft++
      if (isCandidate(item, age, cutoffMs)) candidatesLeft++
    }
    startKey = page.LastEvaluatedKey
  } while (startKey)
  return { itemsLeft, matchedLeft, candidatesLeft }
}

/** The cutoff in milliseconds of the epoch: `olderThan`, such as 48h, before the execution's start. */
export function cutoffOf(startTime: string, olderThan: string): number {
  return Date.parse(startTime) - Number.parseInt(olderThan, 10) * (UNIT_MS[olderThan.slice(-1)] ?? Number.NaN)
}

function isCandidate(item: Readonly<Record<string, AttributeValue>>, age: RecountedAge, cutoffMs: number): boolean {
  if (age.read === undefined) return true
  const value = age.paths.map((path) => valueIn(item, path)).find((found) => found !== undefined)
  const startedNs = value === undefined || value === 'blocked' ? undefined : age.read(value)
  return startedNs !== undefined && startedNs >= EARLIEST_NS && startedNs <= BigInt(cutoffMs) * NS_PER_MS
}

/** The value at a path. A value on the way that is no map blocks it, and then no later path counts. */
function valueIn(item: Readonly<Record<string, AttributeValue>>, [name = '', ...within]: readonly string[]) {
  let value: AttributeValue | undefined = item[name]
  for (const inner of within) {
    if (value !== undefined && value.M === undefined) return 'blocked'
    value = value?.M?.[inner]
  }
  return value
}
