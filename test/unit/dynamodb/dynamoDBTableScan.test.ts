import { describe, expect, test } from '@jest/globals'
import { DynamoDBTable } from '../../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import { AccessDenied, InvalidRule } from '../../../functions/scavenge/errors.ts'
import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../support/engines/scriptedDynamoDB.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const REQUEST = { segment: 3, totalSegments: 40, startKey: undefined, limit: 100 }
const ITEM = { id: { S: 'x' }, done: { BOOL: true }, at: { N: '1' } }

function tableOf(dynamoDB: ScriptedDynamoDB, rule = THINGS_RULE): DynamoDBTable {
  return new DynamoDBTable(dynamoDB.client, rule, {
    name: 'things',
    identity: 'id',
    arn: 'arn:id',
    key: [{ name: 'id', type: 'S' }],
  })
}

describe('a page', () => {
  test('is asked for by the rule’s filter, with its key and decision attributes alone', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
    await tableOf(dynamoDB).scan(REQUEST, NEVER)
    expect(dynamoDB.asked).toEqual([
      {
        operation: 'Scan',
        body: {
          TableName: 'things',
          Segment: 3,
          TotalSegments: 40,
          Limit: 100,
          FilterExpression: '#done = :yes',
          ProjectionExpression: '#p0, #p1, #done',
          ExpressionAttributeNames: { '#done': 'done', '#p0': 'id', '#p1': 'at' },
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
          ReturnConsumedCapacity: 'TOTAL',
        },
      },
    ])
  })

  test('of the table’s first items is asked for without the filter, with the named attributes alone', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 1, Items: [{ done: { S: 'x' } }] })
    const page = await tableOf(dynamoDB).firstItems(['done', 'size'], 100, NEVER)
    expect(page).toMatchObject({ items: [{ done: { S: 'x' } }], scannedCount: 1 })
    expect(dynamoDB.asked[0]?.body).toEqual({
      TableName: 'things',
      Limit: 100,
      ProjectionExpression: '#a0, #a1',
      ExpressionAttributeNames: { '#a0': 'done', '#a1': 'size' },
      ReturnConsumedCapacity: 'TOTAL',
    })
  })

  test('of whole items is asked for without a projection, by the names of the filter alone', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
    const description = { name: 'things', identity: 'id', arn: 'arn', key: [{ name: 'id', type: 'S' }] } as const
    await new DynamoDBTable(dynamoDB.client, THINGS_RULE, description, { wholeItems: true }).scan(REQUEST, NEVER)
    expect(dynamoDB.asked[0]?.body).not.toHaveProperty('ProjectionExpression')
    expect(dynamoDB.asked[0]?.body).toMatchObject({
      FilterExpression: '#done = :yes',
      ExpressionAttributeNames: { '#done': 'done' },
    })
  })

  test('goes on after a key, of which only the key goes along', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
    await tableOf(dynamoDB).scan({ ...REQUEST, startKey: ITEM }, NEVER)
    expect(dynamoDB.asked[0]?.body.ExclusiveStartKey).toEqual({ id: { S: 'x' } })
  })

  test('of a filter without values sends none: DynamoDB refuses an empty map', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
    const filter = { expression: 'attribute_exists(#done)', names: { '#done': 'done' }, values: {} }
    await tableOf(dynamoDB, { ...THINGS_RULE, filter }).scan(REQUEST, NEVER)
    expect(dynamoDB.asked[0]?.body).not.toHaveProperty('ExpressionAttributeValues')
  })

  test('is what DynamoDB answers', async () => {
    const answer = { Items: [ITEM], ScannedCount: 7, LastEvaluatedKey: { id: { S: 'x' } } }
    const full = new ScriptedDynamoDB({ ...answer, ConsumedCapacity: { CapacityUnits: 2.5 } })
    expect(await tableOf(full).scan(REQUEST, NEVER)).toEqual({
      items: [ITEM],
      scannedCount: 7,
      lastKey: { id: { S: 'x' } },
      readUnits: 2.5,
    })
    const last = new ScriptedDynamoDB({ ScannedCount: 0 })
    expect(await tableOf(last).scan(REQUEST, NEVER)).toEqual({
      items: [],
      scannedCount: 0,
      lastKey: undefined,
      readUnits: 0,
    })
  })

  test('without a count lost its body: it is no segment’s end', async () => {
    const lost = tableOf(new ScriptedDynamoDB({})).scan(REQUEST, NEVER)
    await expect(lost).rejects.toThrow(RequestFailed)
    await expect(lost).rejects.toThrow('UnreadableAnswer')
  })

  test('that is refused says whose fault it is', async () => {
    const refused = tableOf(new ScriptedDynamoDB({ error: 'ValidationException', message: 'Invalid FilterExpression' }))
    await expect(refused.scan(REQUEST, NEVER)).rejects.toThrow(InvalidRule)
    const denied = tableOf(new ScriptedDynamoDB({ error: 'AccessDeniedException' })).scan(REQUEST, NEVER)
    await expect(denied).rejects.toThrow(AccessDenied)
    await expect(denied).rejects.toThrow('dynamodb:Scan on table things')
  })

  test('is given up when its signal aborts', async () => {
    const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
    await expect(tableOf(dynamoDB).scan(REQUEST, AbortSignal.abort())).rejects.toThrow(RequestFailed)
    expect(dynamoDB.asked).toEqual([])
  })
})
