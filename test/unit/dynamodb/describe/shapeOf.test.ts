import type { LocalSecondaryIndexDescription, TableDescription } from '@aws-sdk/client-dynamodb'
import { expect, test } from '@jest/globals'
import { shapeOf } from '../../../../functions/scavenge/dynamodb/describe/shapeOf.ts'

const KEY = [{ name: 'id', type: 'S' }] as const

const TABLE: TableDescription = {
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'day', AttributeType: 'N' },
    { AttributeName: 'hour', AttributeType: 'N' },
  ],
}

const byOwner: LocalSecondaryIndexDescription = {
  IndexName: 'byOwner',
  KeySchema: [
    { AttributeName: 'day', KeyType: 'RANGE' },
    { AttributeName: 'owner', KeyType: 'HASH' },
  ],
  Projection: { ProjectionType: 'ALL' },
  IndexSizeBytes: 5_000,
}

function indexes(...changes: readonly object[]) {
  return shapeOf({ ...TABLE, GlobalSecondaryIndexes: changes.map((change) => ({ ...byOwner, ...change })) }, KEY)
}

test('an index has its key, partition key first, what it projects, and its size', () => {
  expect(indexes({}).indexes).toEqual([
    {
      name: 'byOwner',
      key: [
        { name: 'owner', type: 'S' },
        { name: 'day', type: 'N' },
      ],
      projected: 'all',
      bytes: 5_000,
    },
  ])
})

test('an index projects everything, nothing beside its keys, or what it includes', () => {
  const include = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] }
  const { indexes: found } = indexes({}, { Projection: { ProjectionType: 'KEYS_ONLY' } }, { Projection: include })
  expect(found.map(({ projected }) => projected)).toEqual(['all', [], ['a', 'b']])
})

test('a local index counts as a global one', () => {
  const local = shapeOf({ ...TABLE, LocalSecondaryIndexes: [byOwner] }, KEY)
  expect(local.indexes.map(({ name }) => name)).toEqual(['byOwner'])
})

test('several attributes for a part of the key keep their order', () => {
  const schema = (name: string, KeyType: string) => ({ AttributeName: name, KeyType })
  const KeySchema = [schema('hour', 'RANGE'), schema('owner', 'HASH'), schema('id', 'HASH'), schema('day', 'RANGE')]
  expect(indexes({ KeySchema }).indexes[0]?.key.map(({ name }) => name)).toEqual(['owner', 'id', 'hour', 'day'])
})

test.each<[string, object]>([
  ['whose key has an unknown type', { KeySchema: [{ AttributeName: 'unknown', KeyType: 'HASH' }] }],
  ['without a key', { KeySchema: undefined }],
  ['with a projection of another kind', { Projection: { ProjectionType: 'SOME' } }],
])('an index %s is not priced', (_what, change) => {
  expect(indexes(change)).toMatchObject({ indexes: [], notPriced: ['byOwner'] })
})

test('a vector index is not priced', () => {
  const shape = shapeOf({ ...TABLE, VectorIndexes: [{ IndexName: 'byMeaning' }] }, KEY)
  expect(shape).toMatchObject({ indexes: [], notPriced: ['byMeaning'] })
})
