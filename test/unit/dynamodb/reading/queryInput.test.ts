import { describe, expect, test } from '@jest/globals'
import { DynamoDBTable } from '../../../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import { InvalidContinuationToken, InvalidRule } from '../../../../functions/scavenge/errors.ts'
import type { Rule } from '../../../../functions/scavenge/rule/rule.ts'
import { NEVER } from '../../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../../support/engines/scriptedDynamoDB.ts'
import { THINGS_RULE } from '../../../support/rules/thingsRule.ts'

const RULE: Rule = {
  ...THINGS_RULE,
  index: 'by-done',
  filter: {
    expression: '#done = :p0 AND #p0 = :kind',
    names: { '#done': 'done', '#p0': 'kind' },
    values: { ':p0': { S: 'yes' }, ':kind': { S: 'job' } },
  },
  decisionAttributes: ['at', 'done', 'kind'],
}
const INDEX = {
  name: 'by-done',
  key: [
    { name: 'done', type: 'S' },
    { name: 'at', type: 'N' },
  ],
} as const
const REQUEST = { segment: 0, totalSegments: 2, startKey: undefined, limit: 100 }
const PART = { partition: { S: 'yes' }, to: { N: '7' } }
const ITEM = { id: { S: 'x' }, done: { S: 'yes' }, at: { N: '1' }, kind: { S: 'job' } }

function tableOf(dynamoDB: ScriptedDynamoDB, rule = RULE): DynamoDBTable {
  const key = [{ name: 'id', type: 'S' }] as const
  return new DynamoDBTable(dynamoDB.client, rule, {
    name: 'things',
    identity: 'id',
    arn: 'arn:things',
    key,
    index: INDEX,
  })
}

async function asked(request: object, rule = RULE) {
  const dynamoDB = new ScriptedDynamoDB({ ScannedCount: 0 })
  await tableOf(dynamoDB, rule).scan({ ...REQUEST, ...request }, NEVER)
  return dynamoDB.asked[0]
}

describe('a part of an index', () => {
  test('is asked for by a Query: its key, what is left of the filter, and no placeholder that is not used', async () => {
    expect(await asked({ part: PART })).toEqual({
      operation: 'Query',
      body: {
        TableName: 'things',
        IndexName: 'by-done',
        KeyConditionExpression: '#p1 = :p0 AND #p2 <= :p1',
        FilterExpression: '#p0 = :kind',
        ProjectionExpression: '#p1, #p2, #p3, #p0',
        ExpressionAttributeNames: { '#p0': 'kind', '#p1': 'done', '#p2': 'at', '#p3': 'id' },
        ExpressionAttributeValues: { ':kind': { S: 'job' }, ':p0': { S: 'yes' }, ':p1': { N: '7' } },
        Limit: 100,
        ReturnConsumedCapacity: 'TOTAL',
      },
    })
  })

  test('may lie between two keys, or be a whole partition; a filter of which nothing is left is none', async () => {
    const body = async (part: object, rule = RULE) => (await asked({ part }, rule))?.body
    const between = await body({ ...PART, from: { N: '3' } })
    expect(between?.KeyConditionExpression).toBe('#p1 = :p0 AND #p2 BETWEEN :p1 AND :p2')
    expect(between?.ExpressionAttributeValues).toMatchObject({ ':p1': { N: '3' }, ':p2': { N: '7' } })
    const filter = { expression: '#done = :p0', names: { '#done': 'done' }, values: { ':p0': { S: 'yes' } } }
    const whole = await body({ partition: PART.partition }, { ...RULE, filter: { ...RULE.filter, ...filter } })
    expect(whole?.KeyConditionExpression).toMatch(/^#p\d = :p0$/)
    expect(whole).not.toHaveProperty('FilterExpression')
  })

  test('goes on after a key of the index and the table', async () => {
    const { at, done, id } = ITEM
    expect((await asked({ part: PART, startKey: ITEM }))?.body.ExclusiveStartKey).toEqual({ at, done, id })
  })

  test('ends as a Scan does where DynamoDB refuses it', async () => {
    const refused = (message: string) => {
      const dynamoDB = new ScriptedDynamoDB({ error: 'ValidationException', message })
      return tableOf(dynamoDB).scan({ ...REQUEST, part: PART }, NEVER)
    }
    await expect(refused('The provided starting key is outside query boundaries')).rejects.toThrow(
      InvalidContinuationToken,
    )
    await expect(refused('Invalid FilterExpression: …')).rejects.toThrow(InvalidRule)
  })
})

test('a segment of an index is asked for by a Scan of it, with the whole filter', async () => {
  const request = await asked({ startKey: ITEM })
  expect(request?.operation).toBe('Scan')
  expect(request?.body).toMatchObject({
    IndexName: 'by-done',
    Segment: 0,
    TotalSegments: 2,
    FilterExpression: RULE.filter.expression,
    ExclusiveStartKey: { at: ITEM.at, done: ITEM.done, id: ITEM.id },
  })
})
