import { type AttributeValue, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { UnsafeEngine } from '../errors.ts'
import { regionOfHost } from '../sdk/awsHost.ts'
import { DirectClient } from '../sdk/directClient.ts'
import type { KeyAttribute } from '../table/item.ts'
import type { TableDescription } from '../table/table.ts'
import { type Asking, askedWithin } from './askedWithin.ts'
import { failureOf } from './failure.ts'
import { readPage } from './reading/readPage.ts'

/** Items that the Scan reads at most. */
const FEW_ITEMS = 10

/**
 * Asks an engine that is not AWS's own whether it honours a filter that nothing passes: one that ignores it would have
 * items deleted that the rule leaves out. Throws UnsafeEngine where it doesn't, or as `describeTableWithin` does. AWS
 * itself is not asked.
 */
export async function checkFilter(client: DynamoDBClient, table: TableDescription, asking: Asking): Promise<void> {
  const direct = new DirectClient(client)
  const host = await direct.host()
  if (regionOfHost(host) !== undefined) return
  const { expression, names } = neverOf(table)
  const scan = {
    TableName: table.name,
    ...(table.index && { IndexName: table.index.name }),
    Limit: FEW_ITEMS,
    FilterExpression: expression,
    ExpressionAttributeNames: names,
  }
  const { items } = await askedWithin((signal) => readPage(direct, scan, signal), asking)
  if (items.length > 0) throw unsafe(host, 'a Scan returned items that its filter leaves out')
}

/**
 * Asks such an engine once whether it honours a condition that nothing meets, by a delete of a key that no item has.
 * Throws UnsafeEngine where it doesn't, or as a delete does. AWS itself is not asked.
 */
export async function checkCondition(
  client: DynamoDBClient,
  table: TableDescription,
  random: () => number,
  abortSignal: AbortSignal,
): Promise<void> {
  const direct = new DirectClient(client)
  const host = await direct.host()
  if (regionOfHost(host) !== undefined) return
  const { expression, names } = neverOf(table)
  const remove = new DeleteItemCommand({
    TableName: table.name,
    Key: Object.fromEntries(table.key.map((attribute) => [attribute.name, unusedValue(attribute, random)])),
    ConditionExpression: expression,
    ExpressionAttributeNames: names,
  })
  try {
    await direct.send(remove, { abortSignal })
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return // as it should
    throw failureOf(error, { action: 'DeleteItem', table: table.name })
  }
  throw unsafe(host, 'a delete was acknowledged whose condition can never hold')
}

/** What holds for no item. */
function neverOf({ key: [partition] }: TableDescription) {
  if (partition === undefined) throw new Error('table: expected a partition key, found none')
  return {
    expression: 'attribute_exists(#k) AND attribute_not_exists(#k)',
    names: { '#k': partition.name },
  }
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
