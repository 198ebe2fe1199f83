import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { MAX_DELETERS, MAX_READERS } from './limits.ts'

/**
 * The client that a pass works with. `maxAttempts: 1`: retries are the engine's alone. Without its logger middleware,
 * which walks every answer even where nothing is logged: two thirds of a full Scan page's CPU (measured).
 * `cacheMiddleware`: the middleware stack is built once a command class.
 */
export function dynamoDBClient(): DynamoDBClient {
  const sockets = { keepAlive: true, maxSockets: MAX_READERS + MAX_DELETERS }
  const client = new DynamoDBClient({
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: {
      requestTimeout: 30_000,
      connectionTimeout: 5_000,
      httpsAgent: sockets,
      httpAgent: sockets,
    },
  })
  client.middlewareStack.remove('loggerMiddleware')
  return client
}
