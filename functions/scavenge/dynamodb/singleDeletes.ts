import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { isRetryable } from '../request/errorCodes.ts'
import type { DirectClient } from '../sdk/directClient.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
import type { ConditionalDelete } from './conditionalDelete.ts'
import { failureOf, hasItem } from './failure.ts'

const REJECTIONS = new Set(['ValidationException', 'ItemCollectionSizeLimitExceededException'])

/** Deletes items by one conditional DeleteItem each, one after the other. */
export class SingleDeletes {
  readonly #client: DirectClient
  readonly #table: string
  readonly #conditional: ConditionalDelete

  constructor(client: DirectClient, table: string, conditional: ConditionalDelete) {
    this.#client = client
    this.#table = table
    this.#conditional = conditional
  }

  /**
   * `itemReturned`: the engine honours ReturnValuesOnConditionCheckFailure, so that a failed condition which brings
   * no item back is an absent item; else a consistent GetItem decides. A request that fails as a whole fails the
   * call; what was deleted before it is found absent when the call is repeated.
   */
  async delete(
    items: readonly Item[],
    abortSignal: AbortSignal,
    { itemReturned }: { itemReturned: boolean },
  ): Promise<DeleteAnswer> {
    const outcomes: DeleteOutcome[] = []
    let writeUnits = 0
    for (const item of items) {
      try {
        const command = new DeleteItemCommand(this.#conditional.deleteItem(item))
        const answer = await this.#client.send(command, { abortSignal })
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
    throw failureOf(error, { action: 'DeleteItem', table: this.#table })
  }

  async #isThere(item: Item, abortSignal: AbortSignal): Promise<boolean> {
    const Key = this.#conditional.key(item)
    try {
      const command = new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true })
      return hasItem((await this.#client.send(command, { abortSignal })).Item)
    } catch (error) {
      throw failureOf(error, { action: 'GetItem', table: this.#table })
    }
  }
}
