import { Logger } from '@aws-lambda-powertools/logger'

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'appendKeys'>

/**
 * The log of one invocation, a line of JSON for each entry: one for what it answered, one for each thing worth waking
 * up for. Never one an item, never a key's value, never a token.
 */
export function logOf(rule: string, stage: string, requestId: string | undefined): Log {
  return new Logger({
    serviceName: 'dynamodb-scavenger',
    persistentKeys: { rule, stage, ...(requestId !== undefined && { requestId }) },
  })
}

/** What the log says of an error: its message alone, as a cause's may hold what no log should. */
export function told(error: unknown): { readonly error: string; readonly cause: string } {
  return error instanceof Error
    ? { error: error.name, cause: error.message }
    : { error: typeof error, cause: String(error) }
}
