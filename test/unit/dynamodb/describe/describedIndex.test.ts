import { describe, expect, test } from '@jest/globals'
import { describeTable } from '../../../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { InvalidRule } from '../../../../functions/scavenge/errors.ts'
import { NEVER } from '../../../../functions/scavenge/waiting/never.ts'
import { ScriptedDynamoDB } from '../../../support/engines/scriptedDynamoDB.ts'
import { THINGS_RULE } from '../../../support/rules/thingsRule.ts'

const RULE = { ...THINGS_RULE, index: 'by-done' }
const INDEX = {
  IndexName: 'by-done',
  IndexStatus: 'ACTIVE',
  KeySchema: [
    { AttributeName: 'at', KeyType: 'RANGE' },
    { AttributeName: 'owner', KeyType: 'HASH' },
  ],
  Projection: { ProjectionType: 'ALL' },
}
const TABLE = {
  TableName: 'things',
  TableId: 'the-id',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
    { AttributeName: 'done', AttributeType: 'S' },
  ],
}

function described(index: object, more: object = {}) {
  const Table = { ...TABLE, GlobalSecondaryIndexes: [{ ...INDEX, ...index }], ...more }
  return describeTable(new ScriptedDynamoDB({ Table }).client, RULE, NEVER)
}

const include = (...NonKeyAttributes: string[]) => ({ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes } })

test('the count and size to sample by are those of the index, beside those of the table', async () => {
  const { items, bytes, shape } = await described(
    { ItemCount: 3, IndexSizeBytes: 30 },
    { ItemCount: 9, TableSizeBytes: 900 },
  )
  expect([items, bytes]).toEqual([3, 30])
  expect(shape).toMatchObject({ items: 9, bytes: 900, read: { name: 'by-done', items: 3, bytes: 30 } })
})

describe('an index is described', () => {
  test('by its name and its key, partition first', async () => {
    const { index, key } = await described({})
    expect(index).toEqual({
      name: 'by-done',
      key: [
        { name: 'owner', type: 'S' },
        { name: 'at', type: 'N' },
      ],
    })
    expect(key).toEqual([{ name: 'id', type: 'S' }])
  })

  test.each([
    ['that holds what the rule decides by', include('done')],
    ['whose throughput changes', { IndexStatus: 'UPDATING' }],
    ['that an engine gives no state of', { IndexStatus: undefined }],
  ])('%s', async (_what, change) => {
    expect((await described(change)).index?.name).toBe('by-done')
  })

  test('of the table’s own partitions', async () => {
    const found = await described({ IndexName: 'other' }, { LocalSecondaryIndexes: [INDEX] })
    expect(found.index?.name).toBe('by-done')
  })

  test('so that a table is another with another key of its index', async () => {
    const other = { KeySchema: [{ AttributeName: 'done', KeyType: 'HASH' }] }
    const identities = await Promise.all([described({}), described({}), described(other)])
    expect(new Set(identities.map(({ identity }) => identity)).size).toBe(2)
  })

  test('with its own read units, and the smallest write units of all', async () => {
    const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
      ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
    })
    const { capacity } = await described(units(70, 30), units(20, 10))
    expect(capacity).toMatchObject({ read: { units: 70 }, write: { units: 10 } })
  })
})

test('what is read tells how many items there are: the index, not its table', async () => {
  const counts = { ItemCount: 700, TableSizeBytes: 7_000_000 }
  expect(await described({ ItemCount: 7, IndexSizeBytes: 70 }, counts)).toMatchObject({ items: 7, bytes: 70 })
})

describe('an index is refused by name', () => {
  const several = (KeyType: string) => ({
    KeySchema: [...INDEX.KeySchema, { AttributeName: 'done', KeyType }],
  })
  test.each<[string, object, string]>([
    ['that the table has not', { IndexName: 'other' }, 'an index of the table, found only other'],
    ['that is being built', { IndexStatus: 'CREATING' }, 'one that is active, found one that is being built'],
    ['that is being filled', { Backfilling: true }, 'found one that is being built'],
    ['that is being removed', { IndexStatus: 'DELETING' }, 'one that is active, found one that is being removed'],
    ['with two partition attributes', several('HASH'), 'one attribute for each part of its key, found several'],
    ['with two sort attributes', several('RANGE'), 'one attribute for each part of its key, found several'],
    ['of keys alone', { Projection: { ProjectionType: 'KEYS_ONLY' } }, 'found one without done'],
    ['of other attributes', include('other'), 'found one without done'],
    [
      'of unknown keys',
      { KeySchema: [{ AttributeName: 'none', KeyType: 'HASH' }] },
      'a key and a projection of a known kind',
    ],
  ])('%s', async (_what, change, message) => {
    const refused = described(change)
    await expect(refused).rejects.toThrow(InvalidRule)
    await expect(refused).rejects.toThrow(`index by-done: expected `)
    await expect(refused).rejects.toThrow(message)
  })

  test('where the table has none', async () => {
    await expect(described({}, { GlobalSecondaryIndexes: undefined })).rejects.toThrow('found only none')
  })
})
