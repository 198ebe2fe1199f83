import { ScanCommand, type ScanCommandInput, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { RequestFailed } from '../request/failed.ts'
import type { DirectClient } from '../sdk/directClient.ts'
import type { Page } from '../table/table.ts'
import { failureOf } from './failure.ts'

/** The page that one Scan answers. Throws as `Table` says. */
export async function scanPage(
  client: DirectClient,
  input: ScanCommandInput & { readonly TableName: string },
  abortSignal: AbortSignal,
): Promise<Page> {
  const command = new ScanCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' })
  let answer: ScanCommandOutput
  try {
    answer = await client.send(command, { abortSignal })
  } catch (error) {
    throw failureOf(error, { action: 'Scan', table: input.TableName })
  }
  // An answer that lost its body would read as the segment's last page, without items.
  if (answer.ScannedCount === undefined) throw new RequestFailed('UnreadableAnswer')
  return {
    items: answer.Items ?? [],
    scannedCount: answer.ScannedCount,
    lastKey: answer.LastEvaluatedKey,
    readUnits: answer.ConsumedCapacity?.CapacityUnits ?? 0,
  }
}
