import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { PointInTimeRecovery } from '../../table/table.ts'
import { type Asking, askedWithin } from '../askedWithin.ts'
import { failureOf } from '../failure.ts'

/** The names by which emulators say that they do not know an operation. */
const UNKNOWN_OPERATIONS = new Set(['UnknownOperationException', 'UnknownOperation'])

/**
 * Whether a table has point-in-time recovery, asked as `askedWithin` does. Throws TableNotFound, AccessDenied,
 * Throttled or RequestFailed.
 */
export async function pointInTimeRecovery(
  client: DynamoDBClient,
  table: string,
  asking: Asking,
): Promise<PointInTimeRecovery> {
  return askedWithin((signal) => asked(client, table, signal), asking)
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
