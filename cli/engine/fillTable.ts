import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type WriteRequest,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { Item } from '../../functions/scavenge/table/item.ts'

/** Items in one BatchWriteItem: DynamoDB's own limit. */
const BATCH = 25
/** BatchWriteItem requests in flight. */
const WRITERS = 4

interface Filling {
  /** How many items the table gets. */
  readonly items: number
  /** The item of a number, from 0 on. */
  readonly itemAt: (index: number) => Item
  readonly signal: AbortSignal
  /** Called after each batch with the number of items loaded so far. */
  readonly onLoaded?: ((items: number) => void) | undefined
}

/** Makes a table and fills it. Throws what the client throws, and when the signal aborts. */
export async function fillTable(
  client: DynamoDBClient,
  table: CreateTableCommandInput,
  filling: Filling,
): Promise<void> {
  const { items, itemAt, signal, onLoaded } = filling
  await client.send(new CreateTableCommand(table))
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table.TableName })
  let next = 0
  let loaded = 0
  const writer = async () => {
    while (next < items) {
      const first = next
      next += BATCH
      const length = Math.min(BATCH, items - first)
      const requests = Array.from({ length }, (_, at) => ({ PutRequest: { Item: itemAt(first + at) } }))
      await putAll(client, { [String(table.TableName)]: requests }, signal)
      loaded += length
      onLoaded?.(loaded)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

/** Sends the requests of a table, again and again those that it did not take. */
async function putAll(client: DynamoDBClient, all: Record<string, WriteRequest[]>, signal: AbortSignal): Promise<void> {
  for (let left = all; Object.keys(left).length > 0; ) {
    const command = new BatchWriteItemCommand({ RequestItems: left })
    const { UnprocessedItems = {} } = await client.send(command, { abortSignal: signal })
    left = UnprocessedItems
  }
}
