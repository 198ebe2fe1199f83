/** Deletes each item by an unconditional DeleteItem, with the SDK's own retries: ten readers feed ten deleters. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { begin, tell } from './measure.ts'
import { type Item, scanSegment } from './scanSegment.ts'

const READERS = 10
const DELETERS = 10
/** Keys that wait for a deleter at most. */
const QUEUE = 3 * READERS

const client = new DynamoDBClient({ maxAttempts: 10 })
const queue: Item[] = []
const waiting: { readers: (() => void)[]; deleters: (() => void)[] } = { readers: [], deleters: [] }
let reading = READERS

async function read(segment: number): Promise<void> {
  for await (const keys of scanSegment(client, segment, READERS)) {
    for (const key of keys) {
      while (queue.length >= QUEUE) await new Promise<void>((resolve) => waiting.readers.push(resolve))
      queue.push(key)
      waiting.deleters.shift()?.()
    }
  }
  if (--reading === 0) for (const wake of waiting.deleters.splice(0)) wake()
}

async function remove(): Promise<void> {
  for (;;) {
    const Key = queue.shift()
    waiting.readers.shift()?.()
    if (Key !== undefined) await client.send(new DeleteItemCommand({ TableName: 'workers', Key }))
    else if (reading === 0) return
    else await new Promise<void>((resolve) => waiting.deleters.push(resolve))
  }
}

const begun = begin()
await Promise.all([
  ...Array.from({ length: READERS }, (_, segment) => read(segment)),
  ...Array.from({ length: DELETERS }, remove),
])
tell(begun)
process.exit(0)
