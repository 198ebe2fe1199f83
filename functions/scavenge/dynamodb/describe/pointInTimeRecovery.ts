import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { RequestFailed, Throttled } from '../../request/failed.ts'
import { type Retries, retried } from '../../request/retried.ts'
import type { PointInTimeRecovery } from '../../table/table.ts'
import { failureOf } from '../failure.ts'

/** Tries of DescribeContinuousBackups before the invocation fails and the state machine repeats it. */
const ATTEMPTS = 6

/** Each try is given up after a third of the time for all of them, and after this many milliseconds. */
const MAX_TIMEOUT_MS = 5_000

/** The names by which emulators say that they do not know an operation. */
const UNKNOWN_OPERATIONS = new Set(['UnknownOperationException', 'UnknownOperation'])

/**
 * Whether a table has point-in-time recovery, asked again while it is throttled or fails, for at most `withinMs`
 * milliseconds. Throws TableNotFound, AccessDenied, Throttled or RequestFailed.
 */
export async function pointInTimeRecovery(
  client: DynamoDBClient,
  table: string,
  { clock, random, withinMs }: Required<Pick<Retries, 'clock' | 'random' | 'withinMs'>>,
): Promise<PointInTimeRecovery> {
  return retried((signal) => asked(client, table, signal), {
    clock,
    random,
    attempts: ATTEMPTS,
    timeoutMs: Math.min(MAX_TIMEOUT_MS, withinMs / 3),
    withinMs,
    isTransient: (error) => error instanceof Throttled || error instanceof RequestFailed,
  })
}

async function asked(client: DynamoDBClient, table: string, abortSignal: AbortSignal): Promise<PointInTimeRecovery> {
  try {
    const command = new DescribeContinuousBackupsCommand({ TableName: table })
    const { ContinuousBackupsDescription: backups } = await client.send(command, { abortSignal })
    const status = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus
    return status === 'ENABLED' ? 'enabled' : 'disabled'
  } catch (error) {
    if (error instanceof Error && UNKNOWN_OPERATIONS.has(error.name)) return 'unknown'
    throw failureOf(error, { action: 'DescribeContinuousBackups', table })
  }
}
