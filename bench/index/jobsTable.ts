import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  paginateScan,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { Item } from '../../functions/scavenge/table/item.ts'

const DAY_S = 86_400
/** Items in one BatchWriteItem: DynamoDB's own limit. */
const BATCH = 25
/** BatchWriteItem requests in flight. */
const WRITERS = 8
const SEGMENTS = 4

/** Of a hundred jobs one is due, nine are done since yesterday, and the others run and are in no index. */
const JOBS_IN_A_CYCLE = 100
const DONE_IN_A_CYCLE = 10

const TABLE = 'jobs'
export const INDEX = 'by-status'

/** Deletes what is done or failed for 30 days. */
export const RULE = {
  table: TABLE,
  filter: {
    expression: '#status IN (:done, :failed)',
    names: { '#status': 'status' },
    values: { ':done': 'done', ':failed': 'failed' },
  },
  age: { attribute: 'endedAt', format: 'epochSeconds', olderThan: '30d' },
}

export function isDue(job: number): boolean {
  return job % JOBS_IN_A_CYCLE === 0
}

/** Some 180 bytes. A job that runs has no `endedAt`, so it is not in the index. */
function jobAt(job: number, nowS: number): Item {
  const place = job % JOBS_IN_A_CYCLE
  const base = { id: { S: `job-${job}` }, owner: { S: `owner-${job % 97}` }, note: { S: 'n'.repeat(120) } }
  if (place >= DONE_IN_A_CYCLE) return { ...base, status: { S: 'running' } }
  const endedAt = nowS - DAY_S * (isDue(job) ? 31 + (job % 60) : 1)
  return { ...base, status: { S: job % 3 === 0 ? 'failed' : 'done' }, endedAt: { N: String(endedAt) } }
}

/** Makes the table with its index and fills it. Throws what the client throws. */
export async function makeJobs(client: DynamoDBClient, jobs: number, onLoaded: (jobs: number) => void): Promise<void> {
  const [id, status, endedAt] = [attribute('id', 'S'), attribute('status', 'S'), attribute('endedAt', 'N')]
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [id, status, endedAt],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX,
          KeySchema: [
            { AttributeName: 'status', KeyType: 'HASH' },
            { AttributeName: 'endedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: TABLE })
  const nowS = Math.floor(Date.now() / 1_000)
  let [next, loaded] = [0, 0]
  const writer = async () => {
    while (next < jobs) {
      const first = next
      next += BATCH
      const batch = Array.from({ length: Math.min(BATCH, jobs - first) }, (_, at) => jobAt(first + at, nowS))
      const requests = batch.map((Item) => ({ PutRequest: { Item } }))
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }))
      if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('expected every item to be taken')
      loaded += batch.length
      onLoaded(loaded)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

/** The numbers of the jobs that the table holds, by a scan of its own. */
export async function jobsIn(client: DynamoDBClient): Promise<ReadonlySet<number>> {
  const found = new Set<number>()
  const read = async (Segment: number) => {
    const input = { TableName: TABLE, Segment, TotalSegments: SEGMENTS, ProjectionExpression: 'id' }
    for await (const { Items = [] } of paginateScan({ client }, input)) {
      for (const { id } of Items) found.add(Number(id?.S?.slice('job-'.length)))
    }
  }
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => read(segment)))
  return found
}

function attribute(AttributeName: string, AttributeType: 'S' | 'N') {
  return { AttributeName, AttributeType }
}
