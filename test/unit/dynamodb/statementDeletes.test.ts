import { describe, expect, test } from '@jest/globals'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { StatementDeletes } from '../../../functions/scavenge/dynamodb/statementDeletes.ts'
import { AccessDenied, TableNotFound } from '../../../functions/scavenge/errors.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { DirectClient } from '../../../functions/scavenge/sdk/directClient.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteAnswer, DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'

const DELETED = { kind: 'deleted' } as const
const SPARED = { kind: 'spared' } as const
const CONFLICT = { kind: 'retryable', code: 'ReplicatedWriteConflict' } as const

const item = (id: number): Item => ({ id: { S: String(id) }, at: { N: '1700000000' } })
const [FIRST, SECOND] = [item(1), item(2)] as const

function statementsOf({ client }: ScriptedDynamoDB): StatementDeletes {
  const description = { name: 'things', identity: 'id', arn: 'arn:id', key: [{ name: 'id', type: 'S' as const }] }
  const conditional = new ConditionalDelete(description, ['at'])
  return new StatementDeletes({ client: new DirectClient(client), table: 'things', conditional })
}

async function answerOf(dynamoDB: ScriptedDynamoDB, items: readonly Item[]): Promise<DeleteAnswer> {
  const sent = await statementsOf(dynamoDB).delete(items, NEVER)
  if (sent.kind !== 'answered') throw new Error(`expected an answer, found ${sent.kind}`)
  return sent.answer
}

const failed = (Code: string, more: object = {}) => ({ Error: { Code, Message: 'a message', ...more } })

describe('a batch of statements', () => {
  test.each<[string, object | undefined, DeleteOutcome]>([
    ['nothing wrong', {}, DELETED],
    ['a failed condition that brings the item', failed('ConditionalCheckFailed', { Item: FIRST }), SPARED],
    ['a throttle', failed('ThrottlingError'), { kind: 'throttled', reasons: [] }],
    ['a throttle of provisioned capacity', failed('ProvisionedThroughputExceeded'), { kind: 'throttled', reasons: [] }],
    ['an internal error', failed('InternalServerError'), { kind: 'retryable', code: 'InternalServerError' }],
    ['a conflict', failed('TransactionConflict'), { kind: 'retryable', code: 'TransactionConflict' }],
    [
      'a limit',
      failed('ItemCollectionSizeLimitExceeded'),
      { kind: 'rejected', code: 'ItemCollectionSizeLimitExceeded' },
    ],
    ['an item that is there already', failed('DuplicateItem'), { kind: 'rejected', code: 'DuplicateItem' }],
    ['a code that it does not know', failed('ReplicatedWriteConflict'), CONFLICT],
    ['no response at all', undefined, { kind: 'retryable', code: 'NoResponse' }],
  ])('reads %s as what became of that item alone', async (_what, response, outcome) => {
    const responses = response === undefined ? [{}] : [{}, response]
    const { outcomes } = await answerOf(new ScriptedDynamoDB({ Responses: responses }), [FIRST, SECOND])
    expect(outcomes).toEqual([DELETED, outcome])
  })

  test.each<[string, object, object, DeleteOutcome]>([
    ['finds it', failed('ConditionalCheckFailed'), { Item: SECOND }, SPARED],
    ['finds nothing', failed('ConditionalCheckFailed'), {}, DELETED],
    [
      'finds it, though an empty one came back',
      failed('ConditionalCheckFailed', { Item: {} }),
      { Item: SECOND },
      SPARED,
    ],
    ['finds it, whatever stands outside', { ...failed('ConditionalCheckFailed'), Item: FIRST }, {}, DELETED],
  ])(
    'where a condition failed and no item came back, a consistent read decides: it %s',
    async (_, response, read, outcome) => {
      const dynamoDB = new ScriptedDynamoDB(
        { Responses: [{}, response] },
        { ...read, ConsumedCapacity: { CapacityUnits: 3 } },
      )
      expect(await answerOf(dynamoDB, [FIRST, SECOND])).toMatchObject({ outcomes: [DELETED, outcome], readUnits: 3 })
      expect(dynamoDB.asked.at(1)).toEqual({
        operation: 'GetItem',
        body: { TableName: 'things', Key: { id: SECOND.id }, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
      })
    },
  )

  test.each([
    [
      'is denied',
      { error: 'AccessDeniedException' },
      { kind: 'denied', error: { message: expect.stringContaining('dynamodb:GetItem') } },
    ],
    ['is throttled', { error: 'ThrottlingException' }, { kind: 'throttled' }],
    ['fails', { error: 'InternalServerError', status: 500 }, { kind: 'retryable', code: 'InternalServerError' }],
  ])('where that read %s, that is what became of the delete, and nothing is assumed', async (_, read, outcome) => {
    const dynamoDB = new ScriptedDynamoDB({ Responses: [{}, failed('ConditionalCheckFailed')] }, read)
    expect(await answerOf(dynamoDB, [FIRST, SECOND])).toMatchObject({ outcomes: [DELETED, outcome], readUnits: 0 })
  })

  test('where a table is gone by the time of that read, the pass ends', async () => {
    const dynamoDB = new ScriptedDynamoDB(
      { Responses: [failed('ConditionalCheckFailed')] },
      { error: 'ResourceNotFoundException' },
    )
    await expect(answerOf(dynamoDB, [FIRST])).rejects.toThrow(TableNotFound)
  })

  test('a denied statement is a denial of its item alone, by the action and the code', async () => {
    const denied = { Error: { Code: 'AccessDenied' } }
    const answer = await answerOf(new ScriptedDynamoDB({ Responses: [denied, {}] }), [FIRST, SECOND])
    expect(answer.outcomes).toMatchObject([{ kind: 'denied', error: { code: 'AccessDenied' } }, DELETED])
    const [outcome] = answer.outcomes
    expect(outcome?.kind === 'denied' && outcome.error.message).toContain(
      'dynamodb:PartiQLDelete on table things: expected to be allowed, found AccessDenied (AccessDenied)',
    )
  })

  test('an answer without responses leaves every item undecided', async () => {
    const { outcomes } = await answerOf(new ScriptedDynamoDB({}), [FIRST, SECOND])
    expect(outcomes).toEqual([1, 2].map(() => ({ kind: 'retryable', code: 'NoResponse' })))
  })

  test('ends the pass where a statement finds no table', async () => {
    const missing = answerOf(new ScriptedDynamoDB({ Responses: [failed('ResourceNotFound')] }), [FIRST])
    await expect(missing).rejects.toThrow(TableNotFound)
  })

  test.each<[string, object, number]>([
    ['what DynamoDB reports, added up', { ConsumedCapacity: [{ CapacityUnits: 2 }, {}, { CapacityUnits: 3.5 }] }, 5.5],
    ['one for each that acted where it reports nothing', {}, 5],
  ])('takes as write units %s', async (_what, more, units) => {
    const spared = failed('ConditionalCheckFailed', { Item: SECOND })
    const Responses = [{}, {}, {}, spared, spared, failed('ThrottlingError')]
    const items = Responses.map((_, index) => item(index))
    const answer = await answerOf(new ScriptedDynamoDB({ Responses, ...more }), items)
    expect(answer.writeUnits).toBe(units)
  })

  test.each([
    [{ error: 'ThrottlingException' }, Throttled],
    [{ error: 'ProvisionedThroughputExceededException' }, Throttled],
    [{ error: 'InternalServerError', status: 500 }, RequestFailed],
    [{ error: 'AccessDeniedException' }, AccessDenied],
    [{ error: 'ResourceNotFoundException' }, TableNotFound],
  ] as const)('refused as a whole by %j fails as a whole', async (refusal, error) => {
    await expect(statementsOf(new ScriptedDynamoDB(refusal)).delete([FIRST], NEVER)).rejects.toThrow(error)
  })

  test('a denial of the whole names the action', async () => {
    const denied = statementsOf(new ScriptedDynamoDB({ error: 'AccessDeniedException' })).delete([FIRST], NEVER)
    await expect(denied).rejects.toThrow('dynamodb:PartiQLDelete on table things')
  })

  test('is answered as noPartiQL where the engine does not know the operation', async () => {
    const dynamoDB = new ScriptedDynamoDB({ error: 'UnknownOperationException' })
    expect(await statementsOf(dynamoDB).delete([FIRST], NEVER)).toEqual({ kind: 'noPartiQL' })
  })
})
