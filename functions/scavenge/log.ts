import { Logger } from '@aws-lambda-powertools/logger'

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'appendKeys'>

/**
 * The log of one invocation. Each entry is one line of JSON: one for the answer, and one for each event that a person
 * should look at. It has no line for an item, and never a key's value or a token.
 */
export function logOf(rule: string, stage: string, requestId: string | undefined): Log {
  return new Logger({
    serviceName: 'dynamodb-scavenger',
    persistentKeys: { rule, stage, ...(requestId !== undefined && { requestId }) },
  })
}

/** The fields of a log line about an error: its name and message, without its cause, which may hold a key's value. */
export function errorFields(error: unknown): { readonly error: string; readonly cause: string } {
  return error instanceof Error
    ? { error: error.name, cause: error.message }
    : { error: typeof error, cause: String(error) }
}
