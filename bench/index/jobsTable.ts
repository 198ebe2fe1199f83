import { type CreateTableCommandInput, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { fillTable } from '../../cli/engine/fillTable.ts'
import type { Item } from '../../functions/scavenge/table/item.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'

const DAY_S = 86_400
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

const JOBS: CreateTableCommandInput = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'endedAt', AttributeType: 'N' },
  ],
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
  const nowS = Math.floor(Date.now() / 1_000)
  await fillTable(client, JOBS, { items: jobs, itemAt: (job) => jobAt(job, nowS), signal: NEVER, onLoaded })
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
