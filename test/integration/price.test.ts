import {
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  type Projection,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { expect, jest, test } from '@jest/globals'
import { parseInput } from '../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { estimateTable } from '../../functions/scavenge/tasks/estimate.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { type AnyItem, clientOf } from '../support/engines/tables.ts'

jest.setTimeout(120_000)

/** Of the estimate's units, those that the deletes really consumed may differ by so much. */
const TOLERANCE = 0.05

const ALL: Projection = { ProjectionType: 'ALL' }
const KEYS_ONLY: Projection = { ProjectionType: 'KEYS_ONLY' }
const INCLUDE: Projection = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] }

interface Index {
  readonly kind: 'global' | 'local'
  readonly projection: Projection
  /** Attribute that is the key of a global index, the sort key of a local one. */
  readonly key: 'owner' | 'rank' | 'seldom'
}

const global = (projection: Projection, key: Index['key'] = 'owner'): Index => ({ kind: 'global', projection, key })
const local = (projection: Projection, key: Index['key'] = 'rank'): Index => ({ kind: 'local', projection, key })

/** A table: kilobytes of each item's two texts, of which an index may include the first, and its indexes. */
type Shape = readonly [what: string, text: number, more: number, indexes: readonly Index[]]

/** Every projection, global and local, items of 0.1 to 300 KB; `seldom` is absent in two of three items. */
const SHAPES: readonly Shape[] = [
  ['small items, no index', 0.05, 0, []],
  ['items of 300 KB, no index', 150, 150, []],
  ['small items, an index of everything', 0.05, 0, [global(ALL)]],
  ['items of 3 KB, an index of keys', 2, 1, [global(KEYS_ONLY)]],
  ['items of 12 KB, an index that includes 4 KB', 4, 8, [global(INCLUDE)]],
  ['items of 50 KB, an index of everything', 25, 25, [global(ALL)]],
  ['items of 3 KB, a local index of everything', 2, 1, [local(ALL)]],
  ['items of 10 KB, two local indexes', 3, 7, [local(KEYS_ONLY), local(INCLUDE, 'seldom')]],
  ['items of 2 KB, an index without most of them', 1.5, 0.5, [global(ALL, 'seldom')]],
  [
    'items of 20 KB, three indexes, one without most',
    5,
    15,
    [global(ALL), global(KEYS_ONLY), global(INCLUDE, 'seldom')],
  ],
  ['items of 300 KB, two indexes', 100, 200, [global(INCLUDE), global(ALL, 'seldom')]],
  [
    'items of 6 KB, five indexes of every kind',
    2.5,
    3.5,
    [global(ALL), global(KEYS_ONLY, 'seldom'), global(INCLUDE, 'rank'), local(ALL), local(INCLUDE, 'seldom')],
  ],
]

const START_MS = Date.UTC(2026, 10, 24)
const OLD_SECONDS = START_MS / 1_000 - 30 * 86_400
const ITEMS = 12

/** An item of this number; sizes vary by a third. */
function itemOf(id: number, [, text, more]: Shape): AnyItem {
  const kilobytes = (of: number) => ({ S: 'x'.repeat(Math.round(of * 1_024 * (0.8 + (id % 5) * 0.1))) })
  return {
    id: { S: `item ${id}` },
    part: { N: String(id * 7) },
    at: { N: String(OLD_SECONDS - id) },
    done: { BOOL: true },
    owner: { S: `owner ${id % 3}` },
    rank: { N: String(id) },
    ...(id % 3 === 0 && { seldom: { S: `seldom ${id}` } }),
    text: kilobytes(text),
    ...(more > 0 && { more: kilobytes(more) }),
  }
}

async function makeTable(client: DynamoDBClient, table: string, indexes: readonly Index[]): Promise<void> {
  const element = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType })
  const keysUsed = [...new Set(indexes.map(({ key }) => key))]
  const named = indexes.map((index, at) => ({
    ...index,
    IndexName: `${index.kind}-${at}`,
    Projection: index.projection,
  }))
  const globals = named.filter(({ kind }) => kind === 'global')
  const locals = named.filter(({ kind }) => kind === 'local')
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'part', AttributeType: 'N' },
        ...keysUsed.map((key) => ({
          AttributeName: key,
          AttributeType: key === 'rank' ? ('N' as const) : ('S' as const),
        })),
      ],
      KeySchema: [element('id', 'HASH'), element('part', 'RANGE')],
      ...(globals.length > 0 && {
        GlobalSecondaryIndexes: globals.map(({ IndexName, Projection, key }) => ({
          IndexName,
          Projection,
          KeySchema: [element(key, 'HASH')],
        })),
      }),
      ...(locals.length > 0 && {
        LocalSecondaryIndexes: locals.map(({ IndexName, Projection, key }) => ({
          IndexName,
          Projection,
          KeySchema: [element('id', 'HASH'), element(key, 'RANGE')],
        })),
      }),
    }),
  )
}

/** Deletes each item by itself; the units as consumed, of the table and of each index. */
async function consumedBy(client: DynamoDBClient, table: string, items: readonly AnyItem[]) {
  let ofTable = 0
  const ofIndexes: Record<string, number> = {}
  for (const { id, part } of items) {
    const { ConsumedCapacity } = await client.send(
      new DeleteItemCommand({
        TableName: table,
        Key: { id: id ?? { S: '' }, part: part ?? { N: '0' } },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    )
    const { Table, GlobalSecondaryIndexes = {}, LocalSecondaryIndexes = {} } = ConsumedCapacity ?? {}
    ofTable += Table?.CapacityUnits ?? 0
    for (const [name, { CapacityUnits = 0 }] of Object.entries({
      ...GlobalSecondaryIndexes,
      ...LocalSecondaryIndexes,
    })) {
      ofIndexes[name] = (ofIndexes[name] ?? 0) + CapacityUnits
    }
  }
  return { table: ofTable, indexes: ofIndexes }
}

describeOnEngines(
  'the price of deletes, deleted for real',
  (engine) => {
    test.each(SHAPES)('%s', async (...shape) => {
      const [what, , , indexes] = shape
      const client = clientOf(engine.endpoint)
      const table = what.replaceAll(/[^a-z0-9]+/g, '-')
      await makeTable(client, table, indexes)
      const items = Array.from({ length: ITEMS }, (_, id) => itemOf(id, shape))
      for (const Item of items) await client.send(new PutItemCommand({ TableName: table, Item }))
      const rule = parseRule(
        {
          table,
          filter: { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': true } },
          age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
        },
        { file: 'rules/things.yml', name: 'things' },
      )
      const input = { execution: { startMs: START_MS }, ...parseInput({}, rule) }
      const { candidates, writeUnits } = await estimateTable({
        client,
        rule,
        input,
        memoryMb: 512,
        remainingMs: () => 900_000,
      })
      const consumed = await consumedBy(client, table, items)
      client.destroy()
      expect(candidates.low).toBe(ITEMS)
      expectNear(writeUnits.table, consumed.table)
      expect(Object.keys(writeUnits.indexes)).toHaveLength(indexes.length)
      for (const [name, units] of Object.entries(writeUnits.indexes)) expectNear(units, consumed.indexes[name] ?? 0)
    })
  },
  ['DynamoDB Local'],
)

function expectNear(estimated: number, consumed: number): void {
  expect(Math.abs(estimated - consumed)).toBeLessThanOrEqual(consumed * TOLERANCE)
}
