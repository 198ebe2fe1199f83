import type { Attributes, Value } from './attributes.ts'
import { type Condition, expressionTerms, statementTerms, type Term } from './conditions.ts'
import type { Operation } from './counters.ts'
import { Refusal, Throttle, ValidationError } from './errors.ts'
import { type ScanInput, scan } from './scan.ts'
import type { SyntheticTable } from './table.ts'

const MAX_BATCH = 25
const CONDITION_FAILED = 'The conditional request failed'

interface BatchStatements {
  readonly Statements: readonly { readonly Statement: string; readonly Parameters?: readonly Value[] }[]
}

interface BatchWrite {
  readonly RequestItems: Readonly<Record<string, readonly { readonly DeleteRequest?: { readonly Key: Attributes } }[]>>
}

interface KeyInput {
  readonly TableName: string
  readonly Key: Attributes
}

/** One answer each, as the body's JSON. `nowMs`: monotonic. Throws Refusal. */
const OPERATIONS: Readonly<Record<Operation, (table: SyntheticTable, body: string, nowMs: number) => string>> = {
  DescribeTable: (table, body) => describeTable(table, JSON.parse(body).TableName),
  Scan: (table, body) => scan(table, JSON.parse(body) as ScanInput),
  BatchExecuteStatement: (table, body, nowMs) => executeStatements(table, JSON.parse(body), nowMs),
  BatchWriteItem: (table, body, nowMs) => batchWrite(table, JSON.parse(body), nowMs),
  DeleteItem: (table, body, nowMs) => deleteItem(table, JSON.parse(body), nowMs),
  GetItem: (table, body) => getItem(table, JSON.parse(body)),
  UpdateItem: (table, body, nowMs) => updateItem(table, JSON.parse(body), nowMs),
}

export function answer(table: SyntheticTable, operation: string, body: string, nowMs: number): string {
  if (!isOperation(operation)) throw new Refusal('UnknownOperationException', `no operation ${operation} here`)
  table.counters.requests[operation]++
  return OPERATIONS[operation](table, body, nowMs)
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(OPERATIONS, name)
}

function describeTable({ config, createdMs }: SyntheticTable, name: string): string {
  return JSON.stringify({
    Table: {
      TableName: name,
      TableArn: tableArn(name),
      TableId: `bench-${createdMs}`,
      TableStatus: 'ACTIVE',
      CreationDateTime: createdMs / 1_000,
      ItemCount: config.items,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ...(config.warmUnits !== undefined && { WarmThroughput: { WriteUnitsPerSecond: config.warmUnits } }),
      KeySchema: [
        { AttributeName: 'WorkerId', KeyType: 'HASH' },
        { AttributeName: 'StartTime', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'WorkerId', AttributeType: 'N' },
        { AttributeName: 'StartTime', AttributeType: 'S' },
      ],
    },
  })
}

function executeStatements(table: SyntheticTable, { Statements }: BatchStatements, nowMs: number): string {
  checkSize(Statements.length)
  const name = /^DELETE FROM "([^"]+)"/.exec(Statements[0]?.Statement ?? '')?.[1]
  let consumed = 0
  const responses = Statements.map(({ Statement, Parameters = [] }) => {
    const terms = statementTerms(Statement, Parameters)
    const { outcome, units } = table.delete(keyOf(terms), terms, nowMs)
    consumed += units
    return `{${statementError(table, outcome, terms)}"TableName":"${name}"}`
  })
  return `{"ConsumedCapacity":[{"CapacityUnits":${consumed},"TableName":"${name}"}],"Responses":[${responses.join()}]}`
}

function statementError(table: SyntheticTable, outcome: string, terms: readonly Term[]): string {
  if (outcome === 'throttled') {
    return '"Error":{"Code":"ThrottlingError","Message":"Throughput exceeds the current capacity."},'
  }
  if (outcome !== 'conditionFailed') return ''
  const error = { Code: 'ConditionalCheckFailed', Message: CONDITION_FAILED, Item: found(table, keyOf(terms)) }
  return `"Error":${JSON.stringify(error)},`
}

/** What the capacity does not suffice for comes back unprocessed; where it suffices for nothing, that is an error. */
function batchWrite(table: SyntheticTable, { RequestItems }: BatchWrite, nowMs: number): string {
  const [[name, requests] = ['', []]] = Object.entries(RequestItems)
  checkSize(requests.length)
  let consumed = 0
  const unprocessed = requests.filter(({ DeleteRequest }) => {
    if (DeleteRequest === undefined) throw new ValidationError('BatchWriteItem: expected DeleteRequests alone')
    const { outcome, units } = table.delete(DeleteRequest.Key, [], nowMs)
    consumed += units
    return outcome === 'throttled'
  })
  if (unprocessed.length === requests.length) throw new Throttle(tableArn(name))
  const left = unprocessed.length === 0 ? '{}' : JSON.stringify({ [name]: unprocessed })
  return `{"ConsumedCapacity":[{"CapacityUnits":${consumed},"TableName":"${name}"}],"UnprocessedItems":${left}}`
}

function deleteItem(table: SyntheticTable, input: KeyInput & Condition, nowMs: number): string {
  const { outcome, units } = table.delete(input.Key, expressionTerms(input), nowMs)
  if (outcome === 'throttled') throw new Throttle(tableArn(input.TableName))
  if (outcome === 'conditionFailed') {
    const Item = found(table, input.Key)
    throw new Refusal('ConditionalCheckFailedException', CONDITION_FAILED, Item && { Item })
  }
  return `{"ConsumedCapacity":{"CapacityUnits":${units},"TableName":"${input.TableName}"}}`
}

function getItem(table: SyntheticTable, { Key }: KeyInput): string {
  const Item = found(table, Key)
  return Item === undefined ? '{}' : JSON.stringify({ Item })
}

/** Changes nothing: an application's write takes capacity alone. */
function updateItem(table: SyntheticTable, { TableName, Key }: KeyInput, nowMs: number): string {
  if (!table.write(Key, nowMs)) throw new Throttle(tableArn(TableName))
  return '{}'
}

function found(table: SyntheticTable, key: Attributes): Attributes | undefined {
  const position = table.layout.find(key)
  return position === undefined ? undefined : table.item(position)
}

function keyOf(terms: readonly Term[]): Attributes {
  const key: Record<string, Value> = {}
  for (const term of terms) if (term.op === '=') key[term.name] = term.value
  return key
}

function checkSize(size: number): void {
  if (size < 1 || size > MAX_BATCH) throw new ValidationError(`expected 1 to ${MAX_BATCH} deletes, found ${size}`)
}

/** The ARN of the table of that name. */
export function tableArn(table: string): string {
  return `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`
}
