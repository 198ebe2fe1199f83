import {
  BatchExecuteStatementCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeTable } from '../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { DynamoDBTable } from '../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import { InvalidContinuationToken } from '../../functions/scavenge/errors.ts'
import { MAX_EXPRESSION_BYTES, MAX_TOTAL_SEGMENTS } from '../../functions/scavenge/rule/limits.ts'
import type { Item } from '../../functions/scavenge/table/item.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, createTable, loadItems } from '../support/engines/tables.ts'
import { THINGS_RULE } from '../support/rules/thingsRule.ts'

/** Two blocks on one engine have a table each. */
const TABLE = 'things'
const STATED = 'stated-things'
const ITEMS = Array.from({ length: 200 }, (_, index) => ({
  id: { S: `item-${index}` },
  at: { N: '1' },
  done: { BOOL: true },
}))

/** What docs/aws.md says of Scans and single deletes, on each engine. */
describeOnEngines('what is assumed of a Scan', (engine) => {
  let client: DynamoDBClient
  let table: DynamoDBTable

  beforeAll(async () => {
    client = clientOf(engine.endpoint)
    await createTable(client, TABLE, [{ name: 'id', type: 'S' }])
    await loadItems(client, TABLE, ITEMS)
    const rule = { ...THINGS_RULE, table: TABLE }
    table = new DynamoDBTable(client, rule, await describeTable(client, rule, NEVER))
  })
  afterAll(() => client.destroy())

  async function segment(startKey: Item | undefined): Promise<readonly unknown[]> {
    const { items } = await table.scan({ segment: 1, totalSegments: 4, startKey, limit: 1_000 }, NEVER)
    return items.map(({ id }) => id)
  }

  test('a page holds as many items as its Limit before the filter, and goes on where none passed', async () => {
    const filter = { expression: '#done = :no', names: { '#done': 'done' }, values: { ':no': { BOOL: false } } }
    const none = new DynamoDBTable(client, { ...THINGS_RULE, table: TABLE, filter }, table.description)
    const page = await none.scan({ segment: 0, totalSegments: 4, startKey: undefined, limit: 5 }, NEVER)
    expect(page).toMatchObject({ items: [], scannedCount: 5, lastKey: { id: { S: expect.any(String) } } })
  })

  test('a segment goes on after a key whose item is deleted by then, in the same order', async () => {
    const before = await segment(undefined)
    expect(before.length).toBeGreaterThan(20)
    const [last] = before.slice(9, 10)
    for (const id of before.slice(0, 10)) {
      const Key = { id: { S: String(Object(id).S) } }
      await client.send(new DeleteItemCommand({ TableName: TABLE, Key }))
    }
    expect(await segment({ id: { S: String(Object(last).S) } })).toEqual(before.slice(10))
  })

  test('a failed condition of a DeleteItem says nothing of the units that it consumed', async () => {
    const failed = client.send(
      new DeleteItemCommand({
        TableName: TABLE,
        Key: { id: { S: 'none' } },
        ConditionExpression: 'attribute_exists(id)',
        ReturnConsumedCapacity: 'TOTAL',
      }),
    )
    const error: unknown = await failed.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined })
    expect(error).not.toHaveProperty('ConsumedCapacity')
  })

  test('a key of another segment is no start', async () => {
    const [elsewhere] = await segment(undefined)
    const startKey: Item = { id: { S: String(Object(elsewhere).S) } }
    const request = { segment: 2, totalSegments: 4, startKey, limit: 1 }
    await expect(table.scan(request, NEVER)).rejects.toThrow(InvalidContinuationToken)
  })

  test('DescribeTable tells 0 provisioned units of a table on demand', async () => {
    const answer = await client.send(new DescribeTableCommand({ TableName: TABLE }))
    expect(answer.Table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 0, WriteCapacityUnits: 0 })
  })
})

describeOnEngines(
  'what is assumed of statements, and of the limits',
  (engine) => {
    let client: DynamoDBClient

    beforeAll(async () => {
      client = clientOf(engine.endpoint)
      await createTable(client, STATED, [{ name: 'id', type: 'S' }])
    })
    afterAll(() => client.destroy())

    const deleteOf = (id: string, table = STATED) => ({ Statement: `DELETE FROM "${table}" WHERE "id" = '${id}'` })
    const batch = (Statements: { Statement: string }[]) => client.send(new BatchExecuteStatementCommand({ Statements }))

    test('a Scan has at most as many segments as a rule may name, and its filter as many bytes', async () => {
      const scan = (input: object) => client.send(new ScanCommand({ TableName: STATED, Limit: 1, ...input }))
      const segments = (TotalSegments: number) => scan({ Segment: 0, TotalSegments })
      const filter = (bytes: number) => scan({ FilterExpression: 'attribute_exists(done)'.padEnd(bytes) })
      await expect(segments(MAX_TOTAL_SEGMENTS)).resolves.toBeDefined()
      await expect(segments(MAX_TOTAL_SEGMENTS + 1)).rejects.toMatchObject({ name: 'ValidationException' })
      await expect(filter(MAX_EXPRESSION_BYTES)).resolves.toBeDefined()
      await expect(filter(MAX_EXPRESSION_BYTES + 1)).rejects.toMatchObject({ name: 'ValidationException' })
    })

    test('25 are taken, and 26 are refused as a whole', async () => {
      const statements = (count: number) => Array.from({ length: count }, (_, index) => deleteOf(`x-${index}`))
      await expect(batch(statements(25))).resolves.toHaveProperty('Responses.length', 25)
      await expect(batch(statements(26))).rejects.toMatchObject({ name: 'ValidationException' })
    })

    test('one that can’t be read, or names no table, fails alone and by its code; one on an absent key succeeds', async () => {
      await loadItems(client, STATED, [{ id: { S: 'there' } }])
      const { Responses } = await batch([
        { Statement: 'DELTE' },
        deleteOf('x', 'no-such-table'),
        deleteOf('there'),
        { Statement: `DELETE FROM "${STATED}" WHERE "id" = 'absent' AND "done" IS MISSING` },
        { Statement: `DELETE FROM "${STATED}" WHERE "id" = 'also-absent' AND "done" = true` },
      ])
      const codes = Responses?.map((response) => response.Error?.Code)
      expect(codes).toEqual(['ValidationError', 'ResourceNotFound', undefined, undefined, undefined])
    })
  },
  ['DynamoDB Local'],
)
