import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../table/item.ts'
import type { DeleteOutcome } from '../table/table.ts'
import type { DeleteRequests } from './deleteRequests.ts'
import { failureOf, hasItem } from './failure.ts'
import { outcomeOfFailure } from './itemOutcome.ts'

/** What became of a delete, and the read units that finding it out consumed. */
export interface LookedUp {
  readonly outcome: DeleteOutcome
  readonly readUnits: number
}

/**
 * What became of a delete whose condition failed, `returned` being what the answer brought back: spared where that is
 * an item, else what a consistent GetItem finds. A failed condition without an item says neither: a single DeleteItem
 * fails so on an absent item, and a statement in a batch on one that is there. AWS's page says that the item comes back
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html); answers recorded from
 * the real service bring none. A GetItem that fails is the delete's own failure. Throws what ends the pass.
 */
export async function lookUp(
  { client, table, conditional }: DeleteRequests,
  { item, returned }: { readonly item: Item; readonly returned: unknown },
  abortSignal: AbortSignal,
): Promise<LookedUp> {
  if (hasItem(returned)) return { outcome: { kind: 'spared' }, readUnits: 0 }
  const command = new GetItemCommand({
    TableName: table,
    Key: conditional.key(item),
    ConsistentRead: true,
    ReturnConsumedCapacity: 'TOTAL',
  })
  try {
    const { Item: found, ConsumedCapacity } = await client.send(command, { abortSignal })
    return {
      outcome: { kind: hasItem(found) ? 'spared' : 'deleted' },
      readUnits: ConsumedCapacity?.CapacityUnits ?? 1,
    }
  } catch (error) {
    return { outcome: outcomeOfFailure(failureOf(error, { action: 'GetItem', table })), readUnits: 0 }
  }
}
