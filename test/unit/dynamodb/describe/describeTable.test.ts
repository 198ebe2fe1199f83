import { describe, expect, test } from '@jest/globals'
import { describeTable } from '../../../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { AccessDenied, ReplicatedTable, TableNotFound } from '../../../../functions/scavenge/errors.ts'
import { RequestFailed } from '../../../../functions/scavenge/request/failed.ts'
import type { Rule } from '../../../../functions/scavenge/rule/rule.ts'
import { NEVER } from '../../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../../support/engines/scriptedDynamoDB.ts'
import { THINGS_RULE } from '../../../support/rules/thingsRule.ts'

const TABLE = {
  TableName: 'things',
  TableId: 'the-id',
  TableArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/things',
  CreationDateTime: 1_700_000_000,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'other', AttributeType: 'N' },
    { AttributeName: 'id', AttributeType: 'S' },
  ],
}

function described(
  change: object,
  rule: Partial<Rule> = {},
  dynamoDB = new ScriptedDynamoDB({ Table: { ...TABLE, ...change } }),
) {
  return describeTable(dynamoDB.client, { ...THINGS_RULE, ...rule }, NEVER)
}

describe('what a pass needs to know of its table', () => {
  test('is its name, its id and its key', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Table: TABLE })
    expect(await described({}, {}, dynamoDB)).toMatchObject({
      name: 'things',
      identity: 'the-id',
      arn: TABLE.TableArn,
      key: [{ name: 'id', type: 'S' }],
    })
    expect(dynamoDB.asked).toEqual([{ operation: 'DescribeTable', body: { TableName: 'things' } }])
  })

  test('has the partition key first, in whichever order it is told', async () => {
    const hash = { AttributeName: 'id', KeyType: 'HASH' }
    const range = { AttributeName: 'when', KeyType: 'RANGE' }
    const AttributeDefinitions = [
      { AttributeName: 'when', AttributeType: 'N' },
      { AttributeName: 'id', AttributeType: 'B' },
    ]
    for (const KeySchema of [
      [hash, range],
      [range, hash],
    ])
      expect((await described({ KeySchema, AttributeDefinitions })).key).toEqual([
        { name: 'id', type: 'B' },
        { name: 'when', type: 'N' },
      ])
  })

  test('is, for an estimate, its indexes and its own count and size', async () => {
    const { shape, items, bytes } = await described({ ItemCount: 7, TableSizeBytes: 700 })
    expect([items, bytes]).toEqual([7, 700])
    expect(shape).toMatchObject({ key: [{ name: 'id', type: 'S' }], indexes: [], notPriced: [], items: 7, bytes: 700 })
    expect(shape.read).toBeUndefined()
  })

  test('is another for a table that was made again, also where there is no id', async () => {
    const first = await described({ TableId: undefined })
    const second = await described({ TableId: undefined, CreationDateTime: 1_700_000_001 })
    const elsewhere = await described({ TableId: undefined, TableArn: 'arn:aws:dynamodb:::table/others' })
    expect(new Set([first, second, elsewhere].map(({ identity }) => identity)).size).toBe(3)
    expect((await described({ TableId: undefined })).identity).toBe(first.identity)
  })

  test.each<[string, object]>([
    ['replicas', { Replicas: [{ RegionName: 'us-east-1' }, { RegionName: 'us-west-2' }] }],
    ['the version of a global table', { GlobalTableVersion: '2019.11.21' }],
    [
      'replicas of eventual consistency',
      { Replicas: [{ RegionName: 'us-east-1' }], MultiRegionConsistency: 'EVENTUAL' },
    ],
  ])('a table with %s is refused, unless the rule accepts it', async (_what, change) => {
    const refused = described(change)
    await expect(refused).rejects.toThrow(ReplicatedTable)
    await expect(refused).rejects.toThrow('replicas: accepted')
    expect((await described(change, { replicas: 'accepted' })).identity).toBe('the-id')
  })

  test('a refusal counts the replicas', async () => {
    const two = described({ Replicas: [{ RegionName: 'us-east-1' }, { RegionName: 'us-west-2' }] })
    await expect(two).rejects.toThrow('found a global table with 2 replicas')
    await expect(described({ GlobalTableVersion: '2019.11.21' })).rejects.toThrow('with 0 replicas')
  })

  test('a global table whose consistency is strong is taken, and one with an empty list of replicas is none', async () => {
    const Replicas = [{ RegionName: 'us-east-1' }]
    expect((await described({ Replicas, MultiRegionConsistency: 'STRONG' })).name).toBe('things')
    expect((await described({ Replicas: [] })).name).toBe('things')
  })

  test('is what is provisioned: for writes of the table or the index that has least', async () => {
    const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
      ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
    })
    expect((await described(units(40, 20))).capacity).toEqual({
      write: { units: 20, from: 'provisioned' },
      read: { units: 40, from: 'provisioned' },
    })
    const indexes = { GlobalSecondaryIndexes: [units(50, 5), units(10, 30), {}] }
    expect((await described({ ...units(40, 20), ...indexes })).capacity).toEqual({
      write: { units: 5, from: 'provisioned' },
      read: { units: 40, from: 'provisioned' }, // a Scan reads the table alone
    })
    for (const none of [units(0, 0), {}]) expect(await described(none)).not.toHaveProperty('capacity')
  })

  test('is no reason to fail where neither id nor creation time is told', async () => {
    const bare = { TableId: undefined, CreationDateTime: undefined }
    expect((await described(bare)).identity).toContain(TABLE.TableArn)
  })

  test.each<[string, object]>([
    ['of another type', { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'BOOL' }] }],
    ['that is not defined', { AttributeDefinitions: [] }],
    ['that nobody defines', { AttributeDefinitions: undefined }],
    ['without a name', { KeySchema: [{ KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeType: 'S' }] }],
  ])('a key attribute %s is refused', async (_what, change) => {
    const refused = described(change)
    await expect(refused).rejects.toThrow(TableNotFound)
    await expect(refused).rejects.toThrow('table: expected key attributes of type S, N or B, found ')
  })

  test('an answer without a table, a denial and a missing table end as what they are', async () => {
    const dynamoDB = new ScriptedDynamoDB({ Table: TABLE })
    await expect(describeTable(dynamoDB.client, THINGS_RULE, AbortSignal.abort())).rejects.toThrow(RequestFailed)
    expect(dynamoDB.asked).toEqual([])
    await expect(described({}, {}, new ScriptedDynamoDB({}))).rejects.toThrow(RequestFailed)
    await expect(described({}, {}, new ScriptedDynamoDB({}))).rejects.toThrow('UnreadableAnswer')
    const denied = described({}, {}, new ScriptedDynamoDB({ error: 'AccessDeniedException' }))
    await expect(denied).rejects.toThrow(AccessDenied)
    await expect(denied).rejects.toThrow('dynamodb:DescribeTable on table things')
    const missing = described({}, {}, new ScriptedDynamoDB({ error: 'ResourceNotFoundException' }))
    await expect(missing).rejects.toThrow(TableNotFound)
  })
})
