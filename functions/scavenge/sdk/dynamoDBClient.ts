import type { Readable } from 'node:stream'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { MAX_DELETERS, MAX_READERS } from '../rule/limits.ts'
import { Sha256 } from './sha256.ts'

/**
 * The client that a pass works with. `maxAttempts: 1`: retries are the engine's alone, as are the limits of time.
 * Without its logger middleware, which walks every answer even where nothing is logged: two thirds of a full Scan
 * page's CPU (measured).
 */
export function dynamoDBClient(): DynamoDBClient {
  const sockets = { keepAlive: true, maxSockets: MAX_READERS + MAX_DELETERS }
  const client = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, httpsAgent: sockets, httpAgent: sockets },
    sha256: Sha256,
    streamCollector: collect,
  })
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/** An answer's body at once: the SDK's own collector pipes it through a stream more, a seventh of a pass's CPU (measured). */
function collect(body: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body.on('end', () => resolve(Buffer.concat(chunks)))
    body.on('error', reject)
  })
}
