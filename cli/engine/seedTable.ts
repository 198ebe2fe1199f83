import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { SEED_TABLE } from '../../statemachine/demoTable.ts'
import { countSeed, type SeedCounts, seedItem } from './seedItems.ts'

/** Items in one BatchWriteItem: DynamoDB's own bound. */
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
  readonly onLoaded?: (items: number) => void
}

/**
 * Makes the table that the seed works on and fills it: work that is done and old but for one item in 39, of which
 * some are not completed, some young, and a handful undated for each reason. The same number always gives the same
 * items, times apart. Returns what a run must find there, given its cutoff.
 */
export async function makeSeedTable(options: SeedOptions): Promise<(cutoffMs: number) => SeedCounts> {
  const { client, table, items, nowMs, signal, onLoaded } = options
  await client.send(
    new CreateTableCommand({
      TableName: table,
      ...SEED_TABLE,
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table })
  const sending = { abortSignal: signal }
  let next = 0
  let loaded = 0
  const writer = async () => {
    while (next < items) {
      const first = next
      next += BATCH
      const count = Math.min(BATCH, items - first)
      let requests = Array.from({ length: count }, (_, i) => ({
        PutRequest: { Item: seedItem(first + i, nowMs) },
      }))
      while (requests.length > 0) {
        const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }), sending)
        requests = (answer.UnprocessedItems?.[table] ?? []) as typeof requests
      }
      loaded += count
      onLoaded?.(loaded)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
  return (cutoffMs) => countSeed(items, nowMs, cutoffMs)
}
