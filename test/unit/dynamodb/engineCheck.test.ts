import { describe, expect, test } from '@jest/globals'
import { checkCondition, checkFilter } from '../../../functions/scavenge/dynamodb/engineCheck.ts'
import { UnsafeEngine } from '../../../functions/scavenge/errors.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'
import { WAITLESS } from '../../support/stepfunctions/waitless.ts'

const TABLE = {
  name: 'things',
  identity: 'id',
  arn: 'arn:id',
  key: [
    { name: 'id', type: 'S' },
    { name: 'n', type: 'N' },
  ],
} as const
const UNMET = { error: 'ConditionalCheckFailedException' }
const EMPTY = { Items: [], ScannedCount: 10 }

/** Asks an engine at an address that is not AWS's. */
async function check(dynamoDB: ScriptedDynamoDB, client = dynamoDB.clientAt('http://127.0.0.1:8123')) {
  await checkFilter(client, TABLE, { ...WAITLESS, withinMs: 10_000 })
  await checkCondition(client, TABLE, () => 0.5, NEVER)
}

describe('an engine that is not AWS’s own', () => {
  test('is asked by a small Scan that nothing passes and a delete that nothing meets, and taken where it honours both', async () => {
    const dynamoDB = new ScriptedDynamoDB(EMPTY, UNMET)
    await check(dynamoDB)
    const never = 'attribute_exists(#k) AND attribute_not_exists(#k)'
    expect(dynamoDB.asked).toMatchObject([
      { operation: 'Scan', body: { Limit: 10, FilterExpression: never } },
      { operation: 'DeleteItem', body: { Key: { id: {}, n: {} }, ConditionExpression: never } },
    ])
  })

  test.each([
    ['a filter', [{ Items: [{ id: { S: 'secret' } }], ScannedCount: 1 }], 'a Scan returned items'],
    ['a condition', [EMPTY, {}], 'a delete was acknowledged'],
  ])('is refused by name where it ignores %s', async (_, answers, found) => {
    const error: unknown = await check(new ScriptedDynamoDB(...answers)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnsafeEngine)
    expect(String(error)).toContain(found)
    expect(String(error)).not.toContain('secret')
  })

  test('that fails the delete has not answered: the caller asks again', async () => {
    const dynamoDB = new ScriptedDynamoDB(EMPTY, { error: 'InternalServerError', status: 500 })
    await expect(check(dynamoDB)).rejects.toMatchObject({ code: 'InternalServerError' })
  })

  test('is asked for its filter again where an answer is lost', async () => {
    await check(new ScriptedDynamoDB({ error: 'InternalServerError', status: 500 }, {}, EMPTY, UNMET))
  })
})

test('AWS itself is not asked', async () => {
  const dynamoDB = new ScriptedDynamoDB()
  await check(dynamoDB, dynamoDB.client)
  expect(dynamoDB.asked).toEqual([])
})
