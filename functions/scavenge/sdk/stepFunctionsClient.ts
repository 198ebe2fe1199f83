import { SFNClient } from '@aws-sdk/client-sfn'
import { withoutLogger } from './withoutLogger.ts'

let client: SFNClient | undefined

/**
 * The client that asks for executions. It is made when first needed and kept, with its one connection. It makes one
 * attempt: the engine retries itself.
 */
export function stepFunctionsClient(): SFNClient {
  if (client !== undefined) return client
  const sockets = { keepAlive: true, maxSockets: 1 }
  client = withoutLogger(
    new SFNClient({
      maxAttempts: 1,
      requestHandler: { requestTimeout: 5_000, connectionTimeout: 5_000, httpsAgent: sockets, httpAgent: sockets },
    }),
  )
  return client
}
