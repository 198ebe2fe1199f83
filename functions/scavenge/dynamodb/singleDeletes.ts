import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { isDeniedItem, isFinal, isItemsOwn } from '../request/errorCodes.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
import type { DeleteRequests } from './deleteRequests.ts'
import { failureOf } from './failure.ts'
import { outcomeOfFailure } from './itemOutcome.ts'
import { lookUp } from './lookup.ts'

interface Deleted {
  readonly outcome: DeleteOutcome
  readonly writeUnits: number
  readonly readUnits: number
}

/** Deletes items by one conditional DeleteItem each, one after the other. */
export class SingleDeletes {
  readonly #requests: DeleteRequests

  constructor(requests: DeleteRequests) {
    this.#requests = requests
  }

  /**
   * A request that fails as a whole fails the call where it is the first; a later one is its item's outcome, so that
   * what the earlier ones did is not lost.
   */
  async delete(items: readonly Item[], abortSignal: AbortSignal): Promise<DeleteAnswer> {
    const all: Deleted[] = []
    for (const item of items) {
      try {
        all.push(await this.#delete(item, abortSignal))
      } catch (error) {
        const failure = failureOf(error, { action: 'DeleteItem', table: this.#requests.table })
        if (all.length === 0) throw failure
        all.push({ outcome: outcomeOfFailure(failure), writeUnits: 0, readUnits: 0 })
      }
    }
    return {
      outcomes: all.map(({ outcome }) => outcome),
      writeUnits: all.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
      readUnits: all.reduce((sum, { readUnits }) => sum + readUnits, 0),
    }
  }

  /** Throws the client's error where the request failed as a whole. */
  async #delete(item: Item, abortSignal: AbortSignal): Promise<Deleted> {
    const { client, table, conditional } = this.#requests
    try {
      const answer = await client.send(new DeleteItemCommand(conditional.deleteItem(item)), { abortSignal })
      return { outcome: { kind: 'deleted' }, writeUnits: answer.ConsumedCapacity?.CapacityUnits ?? 1, readUnits: 0 }
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'ConditionalCheckFailedException') {
        const returned = error instanceof Error && 'Item' in error ? error.Item : undefined
        return { writeUnits: 0, ...(await lookUp(this.#requests, { item, returned }, abortSignal)) }
      }
      if (isFinal(name)) return without({ kind: 'rejected', code: name })
      if (isDeniedItem(name)) return without(outcomeOfFailure(failureOf(error, { action: 'DeleteItem', table })))
      if (isItemsOwn(name)) return without({ kind: 'retryable', code: name })
      throw error
    }
  }
}

function without(outcome: DeleteOutcome): Deleted {
  return { outcome, writeUnits: 0, readUnits: 0 }
}
