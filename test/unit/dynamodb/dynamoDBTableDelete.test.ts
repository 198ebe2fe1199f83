import { describe, expect, test } from '@jest/globals'
import { DynamoDBTable } from '../../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const DELETED = { kind: 'deleted' } as const
const SPARED = { kind: 'spared' } as const

const item = (id: number): Item => ({ id: { S: String(id) }, done: { BOOL: true }, at: { N: '1700000000' } })
const [FIRST, SECOND, THIRD] = [item(1), item(2), item(3)] as const

function tableOf(dynamoDB: ScriptedDynamoDB): DynamoDBTable {
  return new DynamoDBTable(dynamoDB.client, THINGS_RULE, {
    name: 'things',
    identity: 'id',
    arn: 'arn:id',
    key: [{ name: 'id', type: 'S' }],
  })
}

const failed = (Code: string, more: object = {}) => ({ Error: { Code, Message: 'a message', ...more } })

describe('a batch of deletes', () => {
  test('is one request, a conditional statement for each item', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Responses: [{}, {}] })
    const table = tableOf(dynamoDB)
    expect(table.batchSize).toBe(25)
    await table.delete([FIRST, SECOND], NEVER)
    const statement = {
      Statement: 'DELETE FROM "things" WHERE "id" = ? AND "at" = ? AND "done" = ?',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    expect(dynamoDB.asked).toEqual([
      {
        operation: 'BatchExecuteStatement',
        body: {
          ReturnConsumedCapacity: 'TOTAL',
          Statements: [FIRST, SECOND].map(({ id, at, done }) => ({ ...statement, Parameters: [id, at, done] })),
        },
      },
    ])
  })

  test('is given up when its signal aborts', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Responses: [{}] })
    await expect(tableOf(dynamoDB).delete([FIRST], AbortSignal.abort())).rejects.toThrow(RequestFailed)
    expect(dynamoDB.asked).toEqual([])
  })
})

describe('what PartiQL refuses', () => {
  const VALIDATION = failed('ValidationError')

  test('goes one by one, each outcome at its place and the units added', async () => {
    const dynamoDB = new ScriptedDynamoDB(
      { Responses: [VALIDATION, failed('InternalServerError'), VALIDATION], ConsumedCapacity: [{ CapacityUnits: 1 }] },
      { ConsumedCapacity: { CapacityUnits: 2 } },
      { error: 'ConditionalCheckFailedException', more: { Item: THIRD } },
    )
    const answer = await tableOf(dynamoDB).delete([FIRST, SECOND, THIRD], NEVER)
    expect(dynamoDB.operations).toEqual(['BatchExecuteStatement', 'DeleteItem', 'DeleteItem'])
    expect(dynamoDB.asked.slice(1).map(({ body }) => body.Key)).toEqual([{ id: FIRST.id }, { id: THIRD.id }])
    expect(answer).toEqual({
      outcomes: [DELETED, { kind: 'retryable', code: 'InternalServerError' }, SPARED],
      writeUnits: 3,
      readUnits: 0,
    })
  })

  test('as a whole goes one by one too', async () => {
    const dynamoDB = new ScriptedDynamoDB({ error: 'ValidationException' }, {}, {})
    const table = tableOf(dynamoDB)
    expect(await table.delete([FIRST, SECOND], NEVER)).toMatchObject({ outcomes: [DELETED, DELETED], writeUnits: 2 })
    expect(table.batchSize).toBe(25)
  })

  test('and DeleteItem too is rejected, and a read decides what a failed condition means', async () => {
    const dynamoDB = new ScriptedDynamoDB(
      { Responses: [VALIDATION, VALIDATION] },
      { error: 'ValidationException' },
      { error: 'ConditionalCheckFailedException' },
      {},
    )
    const { outcomes } = await tableOf(dynamoDB).delete([FIRST, SECOND], NEVER)
    expect(outcomes).toEqual([{ kind: 'rejected', code: 'ValidationException' }, DELETED])
  })
})

describe('a delete that goes alone', () => {
  test('is a DeleteItem, and a read where its condition failed and no item came back', async () => {
    const dynamoDB = new ScriptedDynamoDB({}, { error: 'ConditionalCheckFailedException' }, {})
    const table = tableOf(dynamoDB)
    expect(await table.deleteSingly(FIRST, NEVER)).toEqual({ outcomes: [DELETED], writeUnits: 1, readUnits: 0 })
    expect((await table.deleteSingly(SECOND, NEVER)).outcomes).toEqual([DELETED])
    expect(dynamoDB.operations).toEqual(['DeleteItem', 'DeleteItem', 'GetItem'])
  })

  test('on an engine without PartiQL, by a read', async () => {
    const refused = { error: 'ConditionalCheckFailedException' }
    const dynamoDB = new ScriptedDynamoDB({ error: 'UnknownOperationException' }, {}, refused, { Item: SECOND })
    const table = tableOf(dynamoDB)
    await table.delete([FIRST], NEVER)
    expect((await table.deleteSingly(SECOND, NEVER)).outcomes).toEqual([SPARED])
  })
})

describe('an engine that fails each batch as a whole', () => {
  const BAD = { error: 'InternalServerError', status: 500 }

  async function attempts(table: DynamoDBTable, count: number) {
    for (let attempt = 0; attempt < count; attempt++)
      await expect(table.delete([FIRST, SECOND], NEVER)).rejects.toThrow(RequestFailed)
  }

  test('gets single deletes once it failed three from the first on and a single delete went through', async () => {
    const dynamoDB = new ScriptedDynamoDB(BAD, BAD, BAD, {}, {})
    const table = tableOf(dynamoDB)
    await attempts(table, 2)
    expect((await table.delete([FIRST, SECOND], NEVER)).outcomes).toEqual([DELETED, { kind: 'unsent' }])
    expect(table.batchSize).toBe(1)
    await table.delete([SECOND], NEVER)
    expect(dynamoDB.operations.slice(2)).toEqual(['BatchExecuteStatement', 'DeleteItem', 'DeleteItem'])
  })

  test('gets batches on, where a single delete fails too: that is an outage', async () => {
    const dynamoDB = new ScriptedDynamoDB(BAD, BAD, BAD, BAD, { Responses: [{}, {}] })
    const table = tableOf(dynamoDB)
    await attempts(table, 3)
    expect((await table.delete([FIRST, SECOND], NEVER)).outcomes).toEqual([DELETED, DELETED])
    expect(table.batchSize).toBe(25)
  })

  test('gets batches on, where one was ever answered well, or where no answer came', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Responses: [{}, {}] }, BAD, BAD, BAD, BAD)
    const table = tableOf(dynamoDB)
    await table.delete([FIRST, SECOND], NEVER)
    await attempts(table, 4)
    expect(new Set(dynamoDB.operations)).toEqual(new Set(['BatchExecuteStatement']))
  })

  test('gets single deletes also where it refuses each statement of three batches', async () => {
    const refused = { Responses: [failed('ValidationError')] }
    const table = tableOf(new ScriptedDynamoDB(refused, {}, refused, {}, refused, {}))
    for (const size of [25, 25, 1]) {
      await table.delete([FIRST], NEVER)
      expect(table.batchSize).toBe(size)
    }
  })
})

test('a table of another account, which takes no PartiQL, gets single deletes', async () => {
  const dynamoDB = new ScriptedDynamoDB({})
  const name = 'arn:aws:dynamodb:eu-west-1:222222222222:table/things'
  const table = new DynamoDBTable(dynamoDB.client, THINGS_RULE, {
    name,
    identity: 'id',
    arn: name,
    key: [{ name: 'id', type: 'S' }],
  })
  expect(table.batchSize).toBe(1)
  await table.delete([FIRST], NEVER)
  expect(dynamoDB.asked).toMatchObject([{ operation: 'DeleteItem', body: { TableName: name } }])
})

describe('an engine without PartiQL', () => {
  test('is told once: from then on one item goes at a time, and a read decides what a failed condition means', async () => {
    const dynamoDB = new ScriptedDynamoDB(
      { error: 'UnknownOperationException' },
      {},
      { error: 'ConditionalCheckFailedException' },
      { Item: SECOND },
      { error: 'ConditionalCheckFailedException' },
      {},
    )
    const table = tableOf(dynamoDB)
    expect((await table.delete([FIRST, SECOND], NEVER)).outcomes).toEqual([DELETED, { kind: 'unsent' }])
    expect(table.batchSize).toBe(1)
    // a batch that was made before that was known
    expect((await table.delete([SECOND, THIRD], NEVER)).outcomes).toEqual([SPARED, { kind: 'unsent' }])
    expect((await table.delete([THIRD], NEVER)).outcomes).toEqual([DELETED])
    expect(dynamoDB.operations).toEqual([
      'BatchExecuteStatement',
      'DeleteItem',
      'DeleteItem',
      'GetItem',
      'DeleteItem',
      'GetItem',
    ])
    expect(dynamoDB.asked.at(-1)?.body).toMatchObject({
      TableName: 'things',
      Key: { id: THIRD.id },
      ConsistentRead: true,
    })
  })
})
