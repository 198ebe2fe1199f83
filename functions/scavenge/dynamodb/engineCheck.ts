import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { UnsafeEngine } from '../errors.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import { type Retries, retried } from '../request/retried.ts'
import { regionOfHost } from '../sdk/awsHost.ts'
import { DirectClient } from '../sdk/directClient.ts'
import type { KeyAttribute } from '../table/item.ts'
import type { TableDescription } from '../table/table.ts'
import { failureOf } from './failure.ts'

/** Tries of each question, and the milliseconds that one may take at most. */
const ATTEMPTS = 6
const MAX_TIMEOUT_MS = 5_000

/** Items that the Scan reads at most. */
const FEW_ITEMS = 10

interface Asking extends Required<Pick<Retries, 'clock' | 'random' | 'withinMs'>> {
  /** Whether the execution deletes: only then is a delete sent. */
  readonly deletes: boolean
}

/**
 * Asks an engine that is not AWS's own whether it honours a filter that nothing passes and a condition that nothing
 * meets: one that ignores them would have items deleted that the rule leaves out. Throws UnsafeEngine where it doesn't,
 * or as `describeTableWithin` does. AWS itself is not asked.
 */
export async function checkEngine(client: DynamoDBClient, table: TableDescription, asking: Asking): Promise<void> {
  const direct = new DirectClient(client)
  const host = await direct.host()
  if (regionOfHost(host) !== undefined) return
  const [partition] = table.key
  if (partition === undefined) throw new Error('table: expected a partition key, found none')
  const never = {
    expression: 'attribute_exists(#k) AND attribute_not_exists(#k)',
    names: { '#k': partition.name },
  }
  const scan = new ScanCommand({
    TableName: table.name,
    Limit: FEW_ITEMS,
    FilterExpression: never.expression,
    ExpressionAttributeNames: never.names,
  })
  const page = await asked('Scan', table, asking, async (abortSignal) => {
    const answer = await direct.send(scan, { abortSignal })
    if (answer.ScannedCount === undefined) throw Object.assign(new Error('unreadable'), { name: 'UnreadableAnswer' })
    return answer
  })
  if ((page.Items ?? []).length > 0) throw unsafe(host, 'a Scan returned items that its filter leaves out')
  if (!asking.deletes) return
  const remove = new DeleteItemCommand({
    TableName: table.name,
    Key: Object.fromEntries(table.key.map((attribute) => [attribute.name, unusedValue(attribute, asking.random)])),
    ConditionExpression: never.expression,
    ExpressionAttributeNames: never.names,
  })
  const acknowledged = await asked('DeleteItem', table, asking, (abortSignal) =>
    direct.send(remove, { abortSignal }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
        throw error
      },
    ),
  )
  if (acknowledged) throw unsafe(host, 'a delete was acknowledged whose condition can never hold')
}

function asked<Answer>(
  action: 'Scan' | 'DeleteItem',
  { name }: TableDescription,
  { clock, random, withinMs }: Asking,
  request: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const once = (signal: AbortSignal) =>
    request(signal).catch((error: unknown) => {
      throw failureOf(error, { action, table: name })
    })
  return retried(once, {
    clock,
    random,
    attempts: ATTEMPTS,
    timeoutMs: Math.min(MAX_TIMEOUT_MS, withinMs / 3),
    withinMs,
    isTransient: (error) => error instanceof Throttled || error instanceof RequestFailed,
  })
}

/** A key value that no item has: 36 random digits. The delete's condition holds for no item at all, so none can go. */
function unusedValue({ type }: KeyAttribute, random: () => number): AttributeValue {
  const digits = Array.from({ length: 36 }, () => 1 + Math.floor(random() * 9)).join('')
  if (type === 'N') return { N: digits }
  return type === 'S' ? { S: digits } : { B: Buffer.from(digits) }
}

function unsafe(host: string, found: string): UnsafeEngine {
  return new UnsafeEngine(
    `endpoint ${host}: expected an engine that honours filters and conditions as DynamoDB does, found one that does ` +
      `not: ${found}; use DynamoDB itself, DynamoDB Local or dynalite`,
  )
}
