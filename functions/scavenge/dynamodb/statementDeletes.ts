import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type BatchStatementResponse,
} from '@aws-sdk/client-dynamodb'
import { isDenial, isFinal, isThrottle } from '../request/errorCodes.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
import type { DeleteRequests } from './deleteRequests.ts'
import { failureOf, fatal } from './failure.ts'
import { outcomeOfFailure } from './itemOutcome.ts'
import { type LookedUp, lookUp } from './lookup.ts'

/** What became of one batch of statements. */
type BatchAnswer = { readonly kind: 'answered'; readonly answer: DeleteAnswer } | { readonly kind: 'noPartiQL' }

/** Deletes up to 25 items by one BatchExecuteStatement. Each statement succeeds or fails alone, inside a 200. */
export class StatementDeletes {
  readonly #requests: DeleteRequests

  constructor(requests: DeleteRequests) {
    this.#requests = requests
  }

  /** Where DynamoDB refuses the batch as a whole, each of its statements counts as refused. */
  async delete(items: readonly Item[], abortSignal: AbortSignal): Promise<BatchAnswer> {
    const { client, table, conditional } = this.#requests
    const command = new BatchExecuteStatementCommand({
      Statements: items.map((item) => conditional.statement(item)),
      ReturnConsumedCapacity: 'TOTAL',
    })
    let answer: BatchExecuteStatementCommandOutput
    try {
      answer = await client.send(command, { abortSignal })
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'UnknownOperationException') return { kind: 'noPartiQL' }
      if (name === 'ValidationException') {
        return answered({ outcomes: items.map(() => REFUSED), writeUnits: 0, readUnits: 0 })
      }
      throw failureOf(error, { action: 'PartiQLDelete', table })
    }
    const results = await Promise.all(
      items.map((item, index) => this.#result(item, answer.Responses?.[index], abortSignal)),
    )
    const outcomes = results.map(({ outcome }) => outcome)
    const acted = outcomes.filter(({ kind }) => kind === 'deleted' || kind === 'spared').length
    const units = answer.ConsumedCapacity?.reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0)
    const readUnits = results.reduce((sum, result) => sum + result.readUnits, 0)
    return answered({ outcomes, writeUnits: units ?? acted, readUnits })
  }

  async #result(item: Item, response: BatchStatementResponse | undefined, signal: AbortSignal): Promise<LookedUp> {
    if (response?.Error?.Code === 'ConditionalCheckFailed') {
      return lookUp(this.#requests, { item, returned: response.Error.Item }, signal)
    }
    return { outcome: this.#outcome(response), readUnits: 0 }
  }

  /** The eleven codes of a statement, and any that AWS may add: BatchStatementError in the API reference. */
  #outcome(response: BatchStatementResponse | undefined): DeleteOutcome {
    if (response === undefined) return { kind: 'retryable', code: 'NoResponse' }
    const code = response.Error?.Code
    if (code === undefined) return { kind: 'deleted' } // by this statement, or absent before it
    if (isThrottle(code)) return { kind: 'throttled', reasons: [] }
    const message = response.Error?.Message ?? code
    if (isFinal(code)) return { kind: 'rejected', code }
    const ended = fatal(code, message, { action: 'PartiQLDelete', table: this.#requests.table })
    if (ended === undefined) return { kind: 'retryable', code }
    if (isDenial(code)) return outcomeOfFailure(ended)
    throw ended
  }
}

function answered(answer: DeleteAnswer): BatchAnswer {
  return { kind: 'answered', answer }
}

/** A statement that PartiQL refuses, alone or with its batch. */
const REFUSED = { kind: 'rejected', code: 'ValidationError' } as const satisfies DeleteOutcome

/** Whether PartiQL refused the statement; DeleteItem may still take the delete. */
export function isRefusedStatement(outcome: DeleteOutcome | undefined): boolean {
  return outcome?.kind === 'rejected' && outcome.code === REFUSED.code
}
