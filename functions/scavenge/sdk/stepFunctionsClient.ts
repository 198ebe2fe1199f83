import { SFNClient } from '@aws-sdk/client-sfn'

let client: SFNClient | undefined

/**
 * The client that asks for executions, made when first needed and kept. As cheap as DynamoDB's (see client.ts), and
 * without its own retries; its one connection is kept from one look to the next.
 */
export function stepFunctionsClient(): SFNClient {
  if (client !== undefined) return client
  const sockets = { keepAlive: true, maxSockets: 1 }
  client = new SFNClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: 5_000, connectionTimeout: 5_000, httpsAgent: sockets, httpAgent: sockets },
  })
  client.middlewareStack.remove('loggerMiddleware')
  return client
}
