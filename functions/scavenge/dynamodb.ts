import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementResponse,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { ConditionalDelete } from './condition.ts'
import { fatal, failureOf, isThrottle } from './failure.ts'
import { projection } from './projection.ts'
import type { Rule } from './rule.ts'
import type { DeleteAnswer, DeleteOutcome, Item, Page, ScanRequest, Table, TableDescription } from './table.ts'

/** Statements of one BatchExecuteStatement at most: DynamoDB's bound. */
const MAX_STATEMENTS = 25

/** Codes of a single statement that another try may mend. */
const RETRYABLE = new Set(['InternalServerError', 'TransactionConflict', 'TransactionConflictException', 'InternalServerErrorException'])

/** The rule's table behind the real client. The client must not retry: the engine does. */
export class DynamoDBTable implements Table {
  readonly description: TableDescription
  readonly #client: DynamoDBClient
  readonly #rule: Rule
  readonly #conditional: ConditionalDelete
  readonly #projection: ReturnType<typeof projection>
  #partiQL = true

  constructor(client: DynamoDBClient, rule: Rule, description: TableDescription) {
    this.description = description
    this.#client = client
    this.#rule = rule
    this.#conditional = new ConditionalDelete(description, rule.decisionAttributes)
    this.#projection = projection(rule, description.key)
  }

  get batchSize(): number {
    return this.#partiQL ? MAX_STATEMENTS : 1
  }

  async scan({ segment, totalSegments, startKey, limit }: ScanRequest, abortSignal: AbortSignal): Promise<Page> {
    const { filter } = this.#rule
    const command = new ScanCommand({
      TableName: this.description.name,
      Segment: segment,
      TotalSegments: totalSegments,
      Limit: limit,
      FilterExpression: filter.expression,
      ProjectionExpression: this.#projection.expression,
      ExpressionAttributeNames: this.#projection.names,
      ...(Object.keys(filter.values).length > 0 && { ExpressionAttributeValues: filter.values }),
      ...(startKey !== undefined && { ExclusiveStartKey: this.#conditional.key(startKey) }),
      ReturnConsumedCapacity: 'TOTAL',
    })
    try {
      const answer = await this.#client.send(command, { abortSignal })
      return {
        items: answer.Items ?? [],
        scannedCount: answer.ScannedCount ?? 0,
        lastKey: answer.LastEvaluatedKey,
        readUnits: answer.ConsumedCapacity?.CapacityUnits ?? 0,
      }
    } catch (error) {
      throw failureOf(error, { action: 'Scan', table: this.description.name })
    }
  }

  async delete(items: readonly Item[], abortSignal: AbortSignal): Promise<DeleteAnswer> {
    if (this.#partiQL) {
      try {
        return await this.#deleteByStatements(items, abortSignal)
      } catch (error) {
        const name = error instanceof Error ? error.name : ''
        if (name === 'UnknownOperationException') this.#partiQL = false
        else if (name !== 'ValidationException') throw this.#failure(error, 'PartiQLDelete')
      }
    }
    return this.#deleteOneByOne(items, abortSignal)
  }

  async #deleteByStatements(items: readonly Item[], abortSignal: AbortSignal): Promise<DeleteAnswer> {
    const command = new BatchExecuteStatementCommand({
      Statements: items.map((item) => this.#conditional.statement(item)),
      ReturnConsumedCapacity: 'TOTAL',
    })
    const answer = await this.#client.send(command, { abortSignal })
    const outcomes = items.map((_, index) => this.#outcome(answer.Responses?.[index]))
    const units = answer.ConsumedCapacity?.reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0)
    return { outcomes, writeUnits: units ?? outcomes.filter(({ kind }) => kind === 'deleted' || kind === 'spared').length }
  }

  #outcome(response: BatchStatementResponse | undefined): DeleteOutcome {
    if (response === undefined) return { kind: 'retryable', code: 'NoResponse' }
    const error: BatchStatementError | undefined = response.Error
    if (error?.Code === undefined) return { kind: 'deleted' } // deleted now, or absent already
    if (error.Code === 'ConditionalCheckFailed') return { kind: hasItem(error.Item ?? response.Item) ? 'spared' : 'deleted' }
    if (isThrottle(error.Code)) return { kind: 'throttled', reasons: [] }
    if (RETRYABLE.has(error.Code)) return { kind: 'retryable', code: error.Code }
    const ended = fatal(error.Code, error.Code, { action: 'PartiQLDelete', table: this.description.name })
    if (ended !== undefined) throw ended
    return { kind: 'rejected', code: error.Code }
  }

  /** Where the engine has no PartiQL, and where it refuses a whole batch: the one delete it refuses is found so. */
  async #deleteOneByOne(items: readonly Item[], abortSignal: AbortSignal): Promise<DeleteAnswer> {
    const outcomes: DeleteOutcome[] = []
    let writeUnits = 0
    for (const item of items) {
      try {
        const answer = await this.#client.send(new DeleteItemCommand(this.#conditional.deleteItem(item)), { abortSignal })
        writeUnits += answer.ConsumedCapacity?.CapacityUnits ?? 1
        outcomes.push({ kind: 'deleted' })
      } catch (error) {
        outcomes.push(await this.#failedDelete(error, item, abortSignal))
      }
    }
    return { outcomes, writeUnits }
  }

  async #failedDelete(error: unknown, item: Item, abortSignal: AbortSignal): Promise<DeleteOutcome> {
    const name = error instanceof Error ? error.name : ''
    if (name === 'ConditionalCheckFailedException') {
      const old = error instanceof Error && 'Item' in error ? error.Item : undefined
      const there = hasItem(old) || (!this.#partiQL && (await this.#isThere(item, abortSignal)))
      return { kind: there ? 'spared' : 'deleted' }
    }
    if (name === 'ValidationException' || name === 'ItemCollectionSizeLimitExceededException') {
      return { kind: 'rejected', code: name }
    }
    if (RETRYABLE.has(name)) return { kind: 'retryable', code: name }
    throw this.#failure(error, 'DeleteItem')
  }

  /** An engine without PartiQL may ignore ReturnValuesOnConditionCheckFailure too: a consistent read decides. */
  async #isThere(item: Item, abortSignal: AbortSignal): Promise<boolean> {
    try {
      const command = new GetItemCommand({
        TableName: this.description.name,
        Key: this.#conditional.key(item),
        ConsistentRead: true,
      })
      return hasItem((await this.#client.send(command, { abortSignal })).Item)
    } catch (error) {
      throw this.#failure(error, 'GetItem')
    }
  }

  #failure(error: unknown, action: 'PartiQLDelete' | 'DeleteItem' | 'GetItem'): Error {
    return failureOf(error, { action, table: this.description.name })
  }
}

function hasItem(item: unknown): boolean {
  return typeof item === 'object' && item !== null && Object.keys(item).length > 0
}
