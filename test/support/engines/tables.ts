import { randomUUID } from 'node:crypto'
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  type Projection,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import { WORKERS_KEY } from '../rules/workersRule.ts'

export type AnyItem = Record<string, AttributeValue>

/**
 * Credentials that an engine on this machine takes: it looks at their form only. DynamoDB Local keeps a database for each
 * access key. Each test file evaluates this module, so it finds no other file's tables there.
 */
export const CREDENTIALS = { accessKeyId: `local${randomUUID().replaceAll('-', '')}`, secretAccessKey: 'local' }
export const REGION = 'us-east-1'

/** Seconds: an engine of this machine makes or deletes a table in no time, but says so only when it is asked again. */
export const POLL = { maxWaitTime: 60, minDelay: 0.01, maxDelay: 0.1 }

const BATCH = 25
const WRITERS = 4

export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS })
}

/** A global index that a table is made with; partition key first. Without `holds` it holds whole items. */
export interface IndexToMake {
  readonly name: string
  readonly key: readonly KeyAttribute[]
  /** Attributes beside the keys. */
  readonly holds?: readonly string[]
}

/** Makes an empty table; partition key first. */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  key: readonly KeyAttribute[],
  indexes: readonly IndexToMake[] = [],
): Promise<void> {
  const types = new Map([key, ...indexes.map((index) => index.key)].flat().map(({ name, type }) => [name, type]))
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      KeySchema: schemaOf(key),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map(({ name, key, holds }) => ({
          IndexName: name,
          KeySchema: schemaOf(key),
          Projection: holds ? projectionOf(holds) : { ProjectionType: 'ALL' },
        })),
      }),
    }),
  )
  await waitUntilTableExists({ client, ...POLL }, { TableName: name })
}

function schemaOf(key: readonly KeyAttribute[]): KeySchemaElement[] {
  return key.map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }))
}

function projectionOf(holds: readonly string[]): Projection {
  return holds.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...holds] }
}

let tables = 0

/** Makes a table of the items, under a name that no other table of the test file has; the name. */
export async function tableOf(
  client: DynamoDBClient,
  made: readonly { readonly item: AnyItem }[],
  { key = WORKERS_KEY, indexes = [] }: { key?: readonly KeyAttribute[]; indexes?: readonly IndexToMake[] } = {},
): Promise<string> {
  const name = `table-${++tables}`
  await createTable(client, name, key, indexes)
  const items = made.map(({ item }) => item)
  await loadItems(client, name, items)
  return name
}

export async function loadItems(client: DynamoDBClient, table: string, items: readonly AnyItem[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) =>
    items.slice(n * BATCH, (n + 1) * BATCH),
  )
  const writer = async () => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      const requests = batch.map((Item) => ({ PutRequest: { Item } }))
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
      if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error('expected every item to be taken')
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

/** Every item of a table by one consistent scan without segments; with `scan`, of those that it lets through. */
export async function readItems(
  client: DynamoDBClient,
  table: string,
  scan: Partial<ConstructorParameters<typeof ScanCommand>[0]> = {},
): Promise<AnyItem[]> {
  const items: AnyItem[] = []
  let ExclusiveStartKey: AnyItem | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...scan,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    )
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return items
}
