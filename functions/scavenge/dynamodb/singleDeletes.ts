import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { isRetryable } from '../request/errorCodes.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
import type { DeleteRequests } from './deleteRequests.ts'
import { failureOf, hasItem } from './failure.ts'

const REJECTIONS = new Set(['ValidationException', 'ItemCollectionSizeLimitExceededException'])

/** Deletes items by one conditional DeleteItem each, one after the other. */
export class SingleDeletes {
  readonly #requests: DeleteRequests

  constructor(requests: DeleteRequests) {
    this.#requests = requests
  }

  /**
   * `itemReturned`: whether the engine honours ReturnValuesOnConditionCheckFailure. If it does, a failed condition that
   * brings no item back means that the item is absent; if not, a consistent GetItem decides. A request that fails as a
   * whole fails the call; when the call is repeated, the items that were deleted before it are found absent.
   */
  async delete(
    items: readonly Item[],
    abortSignal: AbortSignal,
    { itemReturned }: { itemReturned: boolean },
  ): Promise<DeleteAnswer> {
    const { client, conditional } = this.#requests
    const outcomes: DeleteOutcome[] = []
    let writeUnits = 0
    for (const item of items) {
      try {
        const command = new DeleteItemCommand(conditional.deleteItem(item))
        const answer = await client.send(command, { abortSignal })
        writeUnits += answer.ConsumedCapacity?.CapacityUnits ?? 1
        outcomes.push({ kind: 'deleted' })
      } catch (error) {
        outcomes.push(await this.#failed(error, item, abortSignal, itemReturned))
      }
    }
    return { outcomes, writeUnits }
  }

  async #failed(error: unknown, item: Item, abortSignal: AbortSignal, itemReturned: boolean): Promise<DeleteOutcome> {
    const name = error instanceof Error ? error.name : ''
    if (name === 'ConditionalCheckFailedException') {
      const returned = error instanceof Error && 'Item' in error && hasItem(error.Item)
      const there = returned || (!itemReturned && (await this.#isThere(item, abortSignal)))
      return { kind: there ? 'spared' : 'deleted' }
    }
    if (REJECTIONS.has(name)) return { kind: 'rejected', code: name }
    if (isRetryable(name)) return { kind: 'retryable', code: name }
    throw failureOf(error, { action: 'DeleteItem', table: this.#requests.table })
  }

  async #isThere(item: Item, abortSignal: AbortSignal): Promise<boolean> {
    const { client, table, conditional } = this.#requests
    try {
      const command = new GetItemCommand({ TableName: table, Key: conditional.key(item), ConsistentRead: true })
      return hasItem((await client.send(command, { abortSignal })).Item)
    } catch (error) {
      throw failureOf(error, { action: 'GetItem', table })
    }
  }
}
