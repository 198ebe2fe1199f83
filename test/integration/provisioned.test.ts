import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, POLL } from '../support/engines/tables.ts'
import { workersRule } from '../support/rules/workersRule.ts'
import { execute, type Handler, handlerAt } from '../support/runs/handlerRuns.ts'

describeOnEngines('a provisioned table', (engine) => {
  const table = 'provisioned'
  let client: DynamoDBClient
  let handler: Handler

  beforeAll(async () => {
    client = clientOf(engine.endpoint)
    handler = await handlerAt(engine.endpoint)
    await client.send(
      new CreateTableCommand({
        TableName: table,
        ProvisionedThroughput: { ReadCapacityUnits: 400, WriteCapacityUnits: 200 },
        AttributeDefinitions: [
          { AttributeName: 'WorkerId', AttributeType: 'N' },
          { AttributeName: 'Status', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'WorkerId', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-status',
            KeySchema: [{ AttributeName: 'Status', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: { ReadCapacityUnits: 600, WriteCapacityUnits: 90 },
          },
        ],
      }),
    )
    await waitUntilTableExists({ client, ...POLL }, { TableName: table })
  })
  afterAll(() => client.destroy())

  test('caps default to half of the smallest figure of the table and its indexes', async () => {
    const { last } = await execute({ handler, rule: workersRule(table) })
    expect(last.caps).toEqual({ readUnitsPerSecond: 200, writeUnitsPerSecond: 45 })
  })

  test('what the rule or the input says stands in their place', async () => {
    const rule = { ...workersRule(table), maxReadUnitsPerSecond: 300 }
    const { last } = await execute({ handler, rule, input: { maxWriteUnitsPerSecond: 10 } })
    expect(last.caps).toEqual({ readUnitsPerSecond: 300, writeUnitsPerSecond: 10 })
  })
})
