import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CutFilter } from '../reading/cutFilter.ts'
import { queried } from '../reading/reading.ts'
import { RequestFailed } from '../request/failed.ts'
import type { Rule } from '../rule/rule.ts'
import { DirectClient } from '../sdk/directClient.ts'
import { type Item, keyOf } from '../table/item.ts'
import type { DeleteAnswer, Page, ScanRequest, Table, TableDescription } from '../table/table.ts'
import { isForeign } from '../table/tableArn.ts'
import { type IndexPart, startKeyAttributes } from '../table/tableIndex.ts'
import { ConditionalDelete } from './conditionalDelete.ts'
import { projection } from './reading/projection.ts'
import { queryInput } from './reading/queryInput.ts'
import { type PageInput, readPage } from './reading/readPage.ts'
import { SingleDeletes } from './singleDeletes.ts'
import { isRefusedStatement, StatementDeletes } from './statementDeletes.ts'

interface TableOptions {
  /** Scans bring whole items, so that their sizes are known, in place of the key and the decision attributes. */
  readonly wholeItems?: boolean
}

/** Statements of one BatchExecuteStatement: DynamoDB's own limit. */
const MAX_STATEMENTS = 25

/** Batches in a row, from the first on, that an engine fails as a whole before a single delete is tried in their place. */
const BAD_BATCHES = 3

/** The rule's table behind the real client. The client must not retry, because the engine does. */
export class DynamoDBTable implements Table {
  readonly description: TableDescription
  readonly #client: DirectClient
  readonly #rule: Rule
  readonly #conditional: ConditionalDelete
  /** Absent where scans bring whole items. */
  readonly #projection: ReturnType<typeof projection> | undefined
  /** The rule's filter for Queries of its index; undefined where that is read by Scans. */
  readonly #cut: CutFilter | undefined
  readonly #statements: StatementDeletes
  readonly #single: SingleDeletes
  /** False for a table of another account, and once the engine has shown that it has no PartiQL or can't read ours. */
  #partiQL: boolean
  #badBatches = 0
  /** Whether a batch was ever answered well: such an engine reads our statements. */
  #wasWell = false

  constructor(
    client: DynamoDBClient,
    rule: Rule,
    description: TableDescription,
    { wholeItems = false }: TableOptions = {},
  ) {
    this.description = description
    this.#client = new DirectClient(client)
    this.#rule = rule
    this.#conditional = new ConditionalDelete(description, rule.decisionAttributes)
    this.#projection = wholeItems ? undefined : projection(rule, startKeyAttributes(description))
    this.#cut = description.index && queried(rule, description.index.key)
    const requests = { client: this.#client, table: description.name, conditional: this.#conditional }
    this.#statements = new StatementDeletes(requests)
    this.#single = new SingleDeletes(requests)
    this.#partiQL = !isForeign(description.name)
  }

  get batchSize(): number {
    return this.#partiQL ? MAX_STATEMENTS : 1
  }

  scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    const { part, startKey, limit } = request
    const input = {
      ...(part === undefined ? this.#scanInput(request) : this.#queryInput(part)),
      Limit: limit,
      ...(startKey !== undefined && { ExclusiveStartKey: keyOf(startKey, startKeyAttributes(this.description)) }),
    }
    return readPage(this.#client, input, signal)
  }

  firstItems(attributes: readonly string[], limit: number, signal: AbortSignal): Promise<Page> {
    const names = attributes.map((attribute, index): [string, string] => [`#a${index}`, attribute])
    const input = {
      ...this.#read,
      Limit: limit,
      ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names),
    }
    return readPage(this.#client, input, signal)
  }

  #scanInput({ segment, totalSegments }: ScanRequest): PageInput {
    const { filter } = this.#rule
    return {
      ...this.#read,
      Segment: segment,
      TotalSegments: totalSegments,
      FilterExpression: filter.expression,
      ...(this.#projection && { ProjectionExpression: this.#projection.expression }),
      ExpressionAttributeNames: this.#projection?.names ?? { ...filter.names },
      ...(Object.keys(filter.values).length > 0 && { ExpressionAttributeValues: filter.values }),
    }
  }

  #queryInput(part: IndexPart): PageInput {
    const { index } = this.description
    if (index === undefined || this.#cut === undefined) throw new Error('table: expected an index to query, found none')
    return queryInput(this.#cut, this.#rule, { ...this.description, index }, part)
  }

  /** What a Scan reads: the table, or the index in its place. */
  get #read(): Pick<PageInput, 'TableName' | 'IndexName'> {
    const { name, index } = this.description
    return { TableName: name, ...(index && { IndexName: index.name }) }
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    if (!this.#partiQL) return this.#firstAlone(items, signal)
    const sent = await this.#sendBatch(items, signal)
    if (sent.kind === 'noPartiQL') {
      this.#partiQL = false
      return this.#firstAlone(items, signal)
    }
    // PartiQL refuses some deletes that DynamoDB allows, such as those with an attribute name that begins with # or :
    const refused = items.filter((_, index) => isRefusedStatement(sent.answer.outcomes[index]))
    if (refused.length < items.length) {
      this.#wasWell ||= wentThrough(sent.answer)
      if (refused.length === 0) return sent.answer
    }
    const answer = inPlaceOfRefused(sent.answer, await this.#single.delete(refused, signal))
    if (refused.length === items.length && this.#noteBadBatch() && wentThrough(answer)) this.#partiQL = false
    return answer
  }

  /**
   * One batch. After some that the engine answered by a 5xx, the first item goes alone; where that goes through, all
   * further ones do too, since the engine can't read our statements. In an outage it fails, and batches go on.
   */
  async #sendBatch(items: readonly Item[], signal: AbortSignal): ReturnType<StatementDeletes['delete']> {
    try {
      return await this.#statements.delete(items, signal)
    } catch (error) {
      const isServers = error instanceof RequestFailed && error.status !== undefined && error.status >= 500
      if (!isServers || !this.#noteBadBatch()) throw error
      const answer = await this.#firstAlone(items, signal).catch(() => undefined)
      if (answer === undefined || !wentThrough(answer)) throw error
      this.#partiQL = false
      return { kind: 'answered', answer }
    }
  }

  /** Notes a batch that failed as a whole, and answers whether it is time to try single deletes. */
  #noteBadBatch(): boolean {
    return !this.#wasWell && ++this.#badBatches >= BAD_BATCHES
  }

  deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    return this.#single.delete([item], signal)
  }

  /**
   * The first item of a batch by a DeleteItem, for an engine without PartiQL. The others are left unsent: 25 requests one
   * after the other could outlast a short pass.
   */
  async #firstAlone(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    const answer = await this.#single.delete(items.slice(0, 1), signal)
    return { ...answer, outcomes: [...answer.outcomes, ...items.slice(1).map(() => ({ kind: 'unsent' }) as const)] }
  }
}

function wentThrough({ outcomes }: DeleteAnswer): boolean {
  return outcomes.some(({ kind }) => kind === 'deleted' || kind === 'spared')
}

/** A batch's answer with the outcomes of single deletes, in order, where its statements were refused. */
function inPlaceOfRefused(batch: DeleteAnswer, single: DeleteAnswer): DeleteAnswer {
  const outcomes = [...single.outcomes]
  return {
    outcomes: batch.outcomes.map((outcome) => (isRefusedStatement(outcome) ? (outcomes.shift() ?? outcome) : outcome)),
    writeUnits: batch.writeUnits + single.writeUnits,
    readUnits: batch.readUnits + single.readUnits,
  }
}
