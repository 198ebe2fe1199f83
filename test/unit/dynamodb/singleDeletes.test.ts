import { describe, expect, test } from '@jest/globals'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { SingleDeletes } from '../../../functions/scavenge/dynamodb/singleDeletes.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { DirectClient } from '../../../functions/scavenge/sdk/directClient.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'

const ITEM: Item = { id: { S: 'x' }, at: { N: '1' } }
const conditional = new ConditionalDelete(
  { name: 'things', identity: 'id', arn: 'arn:id', key: [{ name: 'id', type: 'S' }] },
  ['at'],
)

function remove(dynamoDB: ScriptedDynamoDB, items = [ITEM], signal = NEVER) {
  const client = new DirectClient(dynamoDB.client)
  return new SingleDeletes({ client, table: 'things', conditional }).delete(items, signal)
}

describe('deletes one by one', () => {
  test('are a conditional DeleteItem each, in order; their units are added up, one where none is reported', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ConsumedCapacity: { CapacityUnits: 4 } }, {})
    const other = { ...ITEM, id: { S: 'y' } }
    expect(await remove(dynamoDB, [ITEM, other])).toEqual({
      outcomes: [{ kind: 'deleted' }, { kind: 'deleted' }],
      writeUnits: 5,
      readUnits: 0,
    })
    expect(dynamoDB.asked).toEqual(
      [ITEM, other].map((item) => ({ operation: 'DeleteItem', body: conditional.deleteItem(item) })),
    )
  })

  test.each<[string, object, DeleteOutcome]>([
    ['ConditionalCheckFailedException', { Item: ITEM }, { kind: 'spared' }],
    ['ValidationException', {}, { kind: 'rejected', code: 'ValidationException' }],
    ['TransactionConflictException', {}, { kind: 'retryable', code: 'TransactionConflictException' }],
    ['ReplicatedWriteConflictException', {}, { kind: 'retryable', code: 'ReplicatedWriteConflictException' }],
  ])('%s with %j becomes %j, and no read is needed', async (error, more, outcome) => {
    const dynamoDB = new ScriptedDynamoDB({ error, more })
    expect(await remove(dynamoDB)).toEqual({ outcomes: [outcome], writeUnits: 0, readUnits: 0 })
    expect(dynamoDB.operations).toEqual(['DeleteItem'])
  })

  test.each([
    [{ Item: ITEM }, 'spared'],
    [{}, 'deleted'],
  ])('where no item comes back, a consistent read of %j says %s', async (read, kind) => {
    const dynamoDB = new ScriptedDynamoDB({ error: 'ConditionalCheckFailedException' }, read)
    expect(await remove(dynamoDB)).toEqual({ outcomes: [{ kind }], writeUnits: 0, readUnits: 1 })
    expect(dynamoDB.asked.at(1)).toEqual({
      operation: 'GetItem',
      body: { TableName: 'things', Key: { id: ITEM.id }, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
    })
  })

  test('a request that fails as a whole fails the call, by its own action', async () => {
    const fails = (error: string) => remove(new ScriptedDynamoDB({ error }))
    await expect(fails('ThrottlingException')).rejects.toThrow(Throttled)
    await expect(fails('InternalServerError')).rejects.toThrow(RequestFailed)
    await expect(fails('ExpiredTokenException')).rejects.toThrow('dynamodb:DeleteItem on table things')
  })

  test('that are denied are denials of their item, by the action that was denied', async () => {
    const denied = { error: 'AccessDeniedException' }
    const { outcomes } = await remove(
      new ScriptedDynamoDB(denied, {}, { error: 'ConditionalCheckFailedException' }, denied),
      [ITEM, ITEM, ITEM],
    )
    expect(outcomes).toMatchObject([
      { kind: 'denied', error: { message: expect.stringContaining('dynamodb:DeleteItem on table things') } },
      { kind: 'deleted' },
      { kind: 'denied', error: { message: expect.stringContaining('dynamodb:GetItem on table things') } },
    ])
  })

  test('whose first one was answered keep that answer, whatever befalls the next', async () => {
    const dynamoDB = new ScriptedDynamoDB({}, { error: 'ThrottlingException' }, { error: 'InternalServerError' })
    expect((await remove(dynamoDB, [ITEM, ITEM, ITEM])).outcomes).toEqual([
      { kind: 'deleted' },
      { kind: 'throttled', reasons: [] },
      { kind: 'retryable', code: 'InternalServerError' },
    ])
  })

  test('are given up when their signal aborts', async () => {
    const dynamoDB = new ScriptedDynamoDB({})
    await expect(remove(dynamoDB, [ITEM], AbortSignal.abort())).rejects.toThrow(RequestFailed)
    expect(dynamoDB.asked).toEqual([])
  })
})
