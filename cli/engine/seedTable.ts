import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  type WriteRequest,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { SEED_TABLE } from '../../statemachine/demoTable.ts'
import { countSeed, type SeedCounts, seedItem } from './seedItems.ts'

/** Items in one BatchWriteItem: DynamoDB's own limit. */
const BATCH = 25
/** BatchWriteItem requests in flight. */
const WRITERS = 4

export interface SeedOptions {
  readonly client: DynamoDBClient
  readonly table: string
  readonly items: number
  /** Milliseconds of the epoch; every age is relative to it. */
  readonly nowMs: number
  readonly signal: AbortSignal
  /** Called after each batch with the number of items loaded so far. */
  readonly onLoaded?: (items: number) => void
}

/**
 * Makes the demo table and fills it. Nearly all of its items are finished work and old. One in 39 is not deleted: some of
 * these are not completed, some young, and a few undated for each reason. The same number of items always gives the same
 * items, except for their times. Returns what a run must find there, given its cutoff. Throws what the client throws.
 */
export async function makeSeedTable(options: SeedOptions): Promise<(cutoffMs: number) => SeedCounts> {
  const { client, table, items, nowMs, onLoaded } = options
  await client.send(new CreateTableCommand({ TableName: table, ...SEED_TABLE }))
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table })
  let next = 0
  let loaded = 0
  const writer = async () => {
    while (next < items) {
      const first = next
      next += BATCH
      const count = Math.min(BATCH, items - first)
      await writeItems(options, first, count)
      loaded += count
      onLoaded?.(loaded)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
  return (cutoffMs) => countSeed(items, nowMs, cutoffMs)
}

/** Writes `count` items from number `first` on, again and again what the table did not take. */
async function writeItems({ client, table, nowMs, signal }: SeedOptions, first: number, count: number): Promise<void> {
  let requests: WriteRequest[] = Array.from({ length: count }, (_, index) => ({
    PutRequest: { Item: seedItem(first + index, nowMs) },
  }))
  while (requests.length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }), {
      abortSignal: signal,
    })
    requests = UnprocessedItems?.[table] ?? []
  }
}
