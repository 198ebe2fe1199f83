import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'

/** What a table holds, by a scan that shares no code with the passes. */
export interface Recount {
  readonly itemsLeft: number
  /** Items that pass the rule's filter. */
  readonly matchedLeft: number
  /** Of these, the items that should have been deleted: their time can be read and is not after the cutoff. */
  readonly candidatesLeft: number
}

/** 2001-09-09T01:46:40Z: an earlier time is implausible. */
const EARLIEST_MS = 1_000_000_000_000
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What a recount can judge, for messages. */
export const RECOUNT_READS =
  'the recount reads rfc3339, epochSeconds and epochMilliseconds of one attribute, and one period for all'

type RecountedFormat = 'rfc3339' | 'epochSeconds' | 'epochMilliseconds'

/** The age of a rule that a recount can judge by; undefined where only the engine reads such ages or periods. */
export function recountedAge({ age }: Rule): { attribute: string; format: RecountedFormat } | undefined {
  if (age.kind === 'none' || age.period.kind !== 'fixed' || age.between !== undefined) return undefined
  const [[attribute, ...within], ...others] = age.paths
  const { format } = age
  if (within.length > 0 || others.length > 0) return undefined
  const isRead = format === 'rfc3339' || format === 'epochSeconds' || format === 'epochMilliseconds'
  return isRead ? { attribute, format } : undefined
}

/** Counts what is in the table, by one strongly consistent scan. Throws what the client throws. */
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
        ConsistentRead: true,
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
      const startedMs = readTime(item[age.attribute], age.format)
      if (startedMs !== undefined && startedMs >= EARLIEST_MS && startedMs <= cutoffMs) candidatesLeft++
    }
    startKey = page.LastEvaluatedKey
  } while (startKey)
  return { itemsLeft, matchedLeft, candidatesLeft }
}

/** The cutoff in milliseconds of the epoch: `olderThan`, such as 48h, before the execution's start. */
export function cutoffOf(startTime: string, olderThan: string): number {
  return Date.parse(startTime) - Number.parseInt(olderThan, 10) * (UNIT_MS[olderThan.slice(-1)] ?? Number.NaN)
}

function readTime(value: AttributeValue | undefined, format: RecountedFormat): number | undefined {
  if (format === 'rfc3339') return value?.S === undefined ? undefined : readDate(value.S)
  const digits = (value?.N ?? value?.S)?.match(/^-?\d+(\.\d+)?$/)?.[0]
  return digits === undefined ? undefined : Number(digits) * (format === 'epochSeconds' ? 1000 : 1)
}

function readDate(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.exec(text)
  if (!parts) return undefined
  // Date.parse turns February 30 into March 1 or 2.
  const [, date, day] = parts
  if (new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined
  const ms = Date.parse(text.toUpperCase())
  return Number.isNaN(ms) ? undefined : ms
}
