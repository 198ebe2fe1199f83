import { QueryCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { RequestFailed } from '../../request/failed.ts'
import type { DirectClient } from '../../sdk/directClient.ts'
import type { Page } from '../../table/table.ts'
import { failureOf } from '../failure.ts'

/** What a page is asked for by: a Query where there is a condition on the key, else a Scan. */
export interface PageInput extends ScanCommandInput {
  readonly TableName: string
  readonly KeyConditionExpression?: string
}

/** The page that one Scan or Query answers. Throws as `Table` says. */
export async function readPage(client: DirectClient, input: PageInput, abortSignal: AbortSignal): Promise<Page> {
  const asked = { ...input, ReturnConsumedCapacity: 'TOTAL' } as const
  const isQuery = input.KeyConditionExpression !== undefined
  const sent = isQuery
    ? client.send(new QueryCommand(asked), { abortSignal })
    : client.send(new ScanCommand(asked), { abortSignal })
  const answer = await sent.catch((error: unknown) => {
    throw failureOf(error, { action: isQuery ? 'Query' : 'Scan', table: input.TableName })
  })
  // An answer that lost its body would read as the segment's last page, without items.
  if (answer.ScannedCount === undefined) throw new RequestFailed('UnreadableAnswer')
  return {
    items: answer.Items ?? [],
    scannedCount: answer.ScannedCount,
    lastKey: answer.LastEvaluatedKey,
    readUnits: answer.ConsumedCapacity?.CapacityUnits ?? 0,
  }
}
