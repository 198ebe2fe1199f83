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

const item = (id: number): Item => ({ id: { S: String(id) }, at: { N: '1700000000' } })
const [FIRST, SECOND] = [item(1), item(2)] as const

function statementsOf({ client }: ScriptedDynamoDB): StatementDeletes {
  const description = { name: 'things', identity: 'id', key: [{ name: 'id', type: 'S' as const }] }
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
    ['a failed condition that brings it outside', { ...failed('ConditionalCheckFailed'), Item: FIRST }, SPARED],
    ['a failed condition that brings nothing', failed('ConditionalCheckFailed'), DELETED],
    ['a failed condition that brings no attribute', failed('ConditionalCheckFailed', { Item: {} }), DELETED],
    ['a throttle', failed('ThrottlingError'), { kind: 'throttled', reasons: [] }],
    ['a throttle of provisioned capacity', failed('ProvisionedThroughputExceeded'), { kind: 'throttled', reasons: [] }],
    ['an internal error', failed('InternalServerError'), { kind: 'retryable', code: 'InternalServerError' }],
    ['a conflict', failed('TransactionConflict'), { kind: 'retryable', code: 'TransactionConflict' }],
    [
      'a limit',
      failed('ItemCollectionSizeLimitExceeded'),
      { kind: 'rejected', code: 'ItemCollectionSizeLimitExceeded' },
    ],
    ['no response at all', undefined, { kind: 'retryable', code: 'NoResponse' }],
  ])('reads %s as what became of that item alone', async (_what, response, outcome) => {
    const responses = response === undefined ? [{}] : [{}, response]
    const { outcomes } = await answerOf(new ScriptedDynamoDB({ Responses: responses }), [FIRST, SECOND])
    expect(outcomes).toEqual([DELETED, outcome])
  })

  test('an answer without responses leaves every item undecided', async () => {
    const { outcomes } = await answerOf(new ScriptedDynamoDB({}), [FIRST, SECOND])
    expect(outcomes).toEqual([1, 2].map(() => ({ kind: 'retryable', code: 'NoResponse' })))
  })

  test.each([
    [
      'AccessDenied',
      AccessDenied,
      'dynamodb:PartiQLDelete on table things: expected to be allowed, found AccessDenied (a message)',
    ],
    ['ResourceNotFound', TableNotFound, 'table things: expected to exist'],
  ] as const)('ends the pass where a statement fails by %s', async (code, error, message) => {
    const refused = statementsOf(new ScriptedDynamoDB({ Responses: [failed(code)] })).delete([FIRST], NEVER)
    await expect(refused).rejects.toThrow(error)
    const again = statementsOf(new ScriptedDynamoDB({ Responses: [failed(code)] })).delete([FIRST], NEVER)
    await expect(again).rejects.toThrow(message)
  })

  test('names the code where a statement that ends the pass brings no message', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Responses: [{ Error: { Code: 'AccessDenied' } }] })
    await expect(statementsOf(dynamoDB).delete([FIRST], NEVER)).rejects.toThrow('found AccessDenied (AccessDenied)')
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
