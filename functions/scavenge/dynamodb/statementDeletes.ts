import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type BatchStatementResponse,
} from '@aws-sdk/client-dynamodb'
import { isRetryable, isThrottle } from '../request/errorCodes.ts'
import type { DirectClient } from '../sdk/directClient.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
import type { ConditionalDelete } from './conditionalDelete.ts'
import { failureOf, fatal, hasItem } from './failure.ts'

/** Deletes up to 25 items by one BatchExecuteStatement; each statement succeeds or fails for itself inside a 200. */
export class StatementDeletes {
  readonly #client: DirectClient
  readonly #table: string
  readonly #conditional: ConditionalDelete

  constructor(client: DirectClient, table: string, conditional: ConditionalDelete) {
    this.#client = client
    this.#table = table
    this.#conditional = conditional
  }

  /** The outcomes, or that the engine has no PartiQL. A batch refused as a whole is one of refused statements. */
  async delete(items: readonly Item[], abortSignal: AbortSignal): Promise<DeleteAnswer | 'noPartiQL'> {
    const command = new BatchExecuteStatementCommand({
      Statements: items.map((item) => this.#conditional.statement(item)),
      ReturnConsumedCapacity: 'TOTAL',
    })
    let answer: BatchExecuteStatementCommandOutput
    try {
      answer = await this.#client.send(command, { abortSignal })
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'UnknownOperationException') return 'noPartiQL'
      if (name === 'ValidationException') return { outcomes: items.map(() => REFUSED), writeUnits: 0 }
      throw failureOf(error, { action: 'PartiQLDelete', table: this.#table })
    }
    const outcomes = items.map((_, index) => this.#outcome(answer.Responses?.[index]))
    const acted = outcomes.filter(({ kind }) => kind === 'deleted' || kind === 'spared').length
    const units = answer.ConsumedCapacity?.reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0)
    return { outcomes, writeUnits: units ?? acted }
  }

  #outcome(response: BatchStatementResponse | undefined): DeleteOutcome {
    if (response === undefined) return { kind: 'retryable', code: 'NoResponse' }
    const code = response.Error?.Code
    if (code === undefined) return { kind: 'deleted' } // by this statement, or absent before it
    if (code === 'ConditionalCheckFailed') {
      return { kind: hasItem(response.Error?.Item) || hasItem(response.Item) ? 'spared' : 'deleted' }
    }
    if (isThrottle(code)) return { kind: 'throttled', reasons: [] }
    if (isRetryable(code)) return { kind: 'retryable', code }
    const ended = fatal(code, response.Error?.Message ?? code, { action: 'PartiQLDelete', table: this.#table })
    if (ended !== undefined) throw ended
    return { kind: 'rejected', code }
  }
}

const REFUSED = { kind: 'rejected', code: 'ValidationError' } as const satisfies DeleteOutcome

export function isRefusedStatement(outcome: DeleteOutcome | undefined): boolean {
  return outcome?.kind === 'rejected' && outcome.code === REFUSED.code
}
