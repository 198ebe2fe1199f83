import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import { RequestFailed } from '../request/failed.ts'
import type { Rule } from '../rule/rule.ts'
import { DirectClient } from '../sdk/directClient.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, Page, ScanRequest, Table, TableDescription } from '../table/table.ts'
import { ConditionalDelete } from './conditionalDelete.ts'
import { failureOf } from './failure.ts'
import { projection } from './projection.ts'
import { SingleDeletes } from './singleDeletes.ts'
import { isRefusedStatement, StatementDeletes } from './statementDeletes.ts'

/** Statements of one BatchExecuteStatement at most: DynamoDB's bound. */
const MAX_STATEMENTS = 25

/** The rule's table behind the real client. The client must not retry: the engine does. */
export class DynamoDBTable implements Table {
  readonly description: TableDescription
  readonly #client: DirectClient
  readonly #rule: Rule
  readonly #conditional: ConditionalDelete
  readonly #projection: ReturnType<typeof projection>
  readonly #statements: StatementDeletes
  readonly #single: SingleDeletes
  #partiQL = true

  constructor(client: DynamoDBClient, rule: Rule, description: TableDescription) {
    this.description = description
    this.#client = new DirectClient(client)
    this.#rule = rule
    this.#conditional = new ConditionalDelete(description, rule.decisionAttributes)
    this.#projection = projection(rule, description.key)
    this.#statements = new StatementDeletes(this.#client, description.name, this.#conditional)
    this.#single = new SingleDeletes(this.#client, description.name, this.#conditional)
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
    let answer: ScanCommandOutput
    try {
      answer = await this.#client.send(command, { abortSignal })
    } catch (error) {
      throw failureOf(error, { action: 'Scan', table: this.description.name })
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

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    const answer = this.#partiQL ? await this.#statements.delete(items, signal) : 'noPartiQL'
    if (answer !== 'noPartiQL') return this.#withoutPartiQL(items, answer, signal)
    this.#partiQL = false
    return this.#first(items, signal)
  }

  /** Of a batch that was made before the engine showed that it has no PartiQL, one: 25 in a row would outlast a short pass. */
  async #first(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    const answer = await this.#single.delete(items.slice(0, 1), signal, { itemReturned: false })
    return { ...answer, outcomes: [...answer.outcomes, ...items.slice(1).map(() => ({ kind: 'unsent' }) as const)] }
  }

  deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    return this.#single.delete([item], signal, { itemReturned: this.#partiQL })
  }

  /** PartiQL refuses some deletes that DynamoDB allows (an attribute name with a leading # or :): those go one by one. */
  async #withoutPartiQL(items: readonly Item[], answer: DeleteAnswer, signal: AbortSignal): Promise<DeleteAnswer> {
    const refused = items.filter((_, index) => isRefusedStatement(answer.outcomes[index]))
    if (refused.length === 0) return answer
    const single = await this.#single.delete(refused, signal, { itemReturned: true })
    const outcomes = [...single.outcomes]
    return {
      outcomes: answer.outcomes.map((outcome) =>
        isRefusedStatement(outcome) ? (outcomes.shift() ?? outcome) : outcome,
      ),
      writeUnits: answer.writeUnits + single.writeUnits,
    }
  }
}
