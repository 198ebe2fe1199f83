import type { Readable } from 'node:stream'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Sha256 } from './sha256.ts'
import { withoutLogger } from './withoutLogger.ts'

/**
 * The client that a pass works with, with at most `maxSockets` connections. It makes one attempt and sets no timeout:
 * the engine retries and ends requests itself.
 */
export function dynamoDBClient(maxSockets: number): DynamoDBClient {
  const sockets = { keepAlive: true, maxSockets }
  const client = new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, httpsAgent: sockets, httpAgent: sockets },
    sha256: Sha256,
    streamCollector: collect,
  })
  return withoutLogger(client)
}

/**
 * Collects an answer's body. The SDK's own collector pipes it through one more stream: a seventh of a pass's CPU
 * (measured).
 */
function collect(body: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body.on('end', () => resolve(Buffer.concat(chunks)))
    body.on('error', reject)
  })
}
