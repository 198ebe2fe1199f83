import { describe, expect, test } from '@jest/globals'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { SingleDeletes } from '../../../functions/scavenge/dynamodb/singleDeletes.ts'
import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { DirectClient } from '../../../functions/scavenge/sdk/directClient.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'

const ITEM: Item = { id: { S: 'x' }, at: { N: '1' } }
const conditional = new ConditionalDelete({ name: 'things', identity: 'id', key: [{ name: 'id', type: 'S' }] }, ['at'])

function remove(dynamoDB: ScriptedDynamoDB, itemReturned: boolean, items = [ITEM], signal = NEVER) {
  const client = new DirectClient(dynamoDB.client)
  return new SingleDeletes({ client, table: 'things', conditional }).delete(items, signal, { itemReturned })
}

describe('deletes one by one', () => {
  test('are a conditional DeleteItem each, in order; their units are added up, one where none is reported', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ConsumedCapacity: { CapacityUnits: 4 } }, {})
    const other = { ...ITEM, id: { S: 'y' } }
    expect(await remove(dynamoDB, true, [ITEM, other])).toEqual({
      outcomes: [{ kind: 'deleted' }, { kind: 'deleted' }],
      writeUnits: 5,
    })
    expect(dynamoDB.asked).toEqual(
      [ITEM, other].map((item) => ({ operation: 'DeleteItem', body: conditional.deleteItem(item) })),
    )
  })

  test.each<[string, object, boolean, DeleteOutcome]>([
    ['ConditionalCheckFailedException', { Item: ITEM }, true, { kind: 'spared' }],
    ['ConditionalCheckFailedException', { Item: ITEM }, false, { kind: 'spared' }],
    ['ConditionalCheckFailedException', {}, true, { kind: 'deleted' }],
    ['ValidationException', {}, true, { kind: 'rejected', code: 'ValidationException' }],
    [
      'ItemCollectionSizeLimitExceededException',
      {},
      true,
      { kind: 'rejected', code: 'ItemCollectionSizeLimitExceededException' },
    ],
    ['TransactionConflictException', {}, true, { kind: 'retryable', code: 'TransactionConflictException' }],
    ['InternalServerError', {}, true, { kind: 'retryable', code: 'InternalServerError' }],
  ])('%s with %j (returned: %j) becomes %j, and no read is needed', async (error, more, itemReturned, outcome) => {
    const dynamoDB = new ScriptedDynamoDB({ error, more })
    expect(await remove(dynamoDB, itemReturned)).toEqual({ outcomes: [outcome], writeUnits: 0 })
    expect(dynamoDB.operations).toEqual(['DeleteItem'])
  })

  test.each([
    [{ Item: ITEM }, 'spared'],
    [{}, 'deleted'],
  ])('where no item comes back, a consistent read of %j says %s', async (read, kind) => {
    const dynamoDB = new ScriptedDynamoDB({ error: 'ConditionalCheckFailedException' }, read)
    expect((await remove(dynamoDB, false)).outcomes).toEqual([{ kind }])
    expect(dynamoDB.asked.at(1)).toEqual({
      operation: 'GetItem',
      body: { TableName: 'things', Key: { id: ITEM.id }, ConsistentRead: true },
    })
  })

  test('a request that fails as a whole fails the call, by its own action', async () => {
    const denied = { error: 'AccessDeniedException' }
    await expect(remove(new ScriptedDynamoDB({ error: 'ThrottlingException' }), true)).rejects.toThrow(Throttled)
    await expect(remove(new ScriptedDynamoDB(denied), true)).rejects.toThrow('dynamodb:DeleteItem on table things')
    const readDenied = remove(new ScriptedDynamoDB({ error: 'ConditionalCheckFailedException' }, denied), false)
    await expect(readDenied).rejects.toThrow(AccessDenied)
    await expect(readDenied).rejects.toThrow('dynamodb:GetItem on table things')
  })

  test('are given up when their signal aborts', async () => {
    const dynamoDB = new ScriptedDynamoDB({})
    await expect(remove(dynamoDB, true, [ITEM], AbortSignal.abort())).rejects.toThrow(RequestFailed)
    expect(dynamoDB.asked).toEqual([])
  })
})
