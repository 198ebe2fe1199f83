/**
 * Unconditional BatchWriteItem, ten segments, each waiting for its own deletes: the most that existing libraries can be
 * made to do.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { begin, tell } from './measure.ts'
import { scanSegment } from './scanSegment.ts'

const SEGMENTS = 10
const BATCH = 25
const FIRST_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 1_000

const client = new DynamoDBClient({ maxAttempts: 10 })

async function work(segment: number): Promise<void> {
  for await (const keys of scanSegment(client, segment, SEGMENTS)) {
    for (let at = 0; at < keys.length; at += BATCH) {
      await write(keys.slice(at, at + BATCH).map((Key) => ({ DeleteRequest: { Key } })))
    }
  }
}

async function write(requests: readonly WriteRequest[]): Promise<void> {
  let left = [...requests]
  for (let backoffMs = FIRST_BACKOFF_MS; left.length > 0; backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2)) {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { workers: left } })).catch(throttled)
    if (answer !== 'throttled') left = answer.UnprocessedItems?.workers ?? []
    if (left.length > 0) await sleep(backoffMs * Math.random())
  }
}

function throttled(error: unknown): 'throttled' {
  if (error instanceof Error && error.name === 'ThrottlingException') return 'throttled'
  throw error
}

const begun = begin()
await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => work(segment)))
tell(begun)
process.exit(0)
