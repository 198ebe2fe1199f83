import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { ConditionalDelete } from '../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { describeTable } from '../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { DynamoDBTable } from '../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import { SingleDeletes } from '../../functions/scavenge/dynamodb/singleDeletes.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { DirectClient } from '../../functions/scavenge/sdk/directClient.ts'
import type { Item, KeyAttribute } from '../../functions/scavenge/table/item.ts'
import type { DeleteOutcome, Table } from '../../functions/scavenge/table/table.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { type AnyItem, clientOf, createTable, loadItems, readItems } from '../support/engines/tables.ts'
import { anyValue, isSame, TELLING_VALUES } from '../support/oracle/attributeValues.ts'

// thousands of deletes, each of them a transaction of the engine
jest.setTimeout(180_000)

const KEY: readonly KeyAttribute[] = [{ name: 'Key', type: 'S' }]
const AGE = { T: { S: '2025-01-01T00:00:00Z' } }
const BATCH = 25

/** What the scan read of an attribute, and what the item holds by the time of the delete; undefined is absent. */
type Pair = readonly [read: AttributeValue | undefined, held: AttributeValue | undefined]
type Delete = (items: readonly Item[]) => Promise<readonly DeleteOutcome[]>

const NAMES: readonly string[] = [
  'Completed',
  'a.b',
  'a b',
  ' ',
  'a"b',
  '"',
  '""',
  "a'b",
  'a`b',
  'a[0]',
  'a\\b',
  'a\nb',
  '?',
  '--',
  ';',
  '*',
  '$',
  '@',
  '\u{1f98a}',
  'e\u0301',
  '\u00e9',
  'Select',
  'ORDER',
  'NULL',
  'MISSING',
  'Size',
  '1',
  'a#b',
  'a:b',
  '#',
  '#a',
  ':a',
  '" = ? OR "a',
  'n'.repeat(250),
]

/** Deletes as the engine of a pass does: what was not sent comes again. */
async function deleteAll(table: Table, items: readonly Item[]): Promise<readonly DeleteOutcome[]> {
  if (items.length === 0) return []
  const { outcomes } = await table.delete(items, NEVER)
  const sent = outcomes.filter(({ kind }) => kind !== 'unsent')
  return [...sent, ...(await deleteAll(table, items.slice(sent.length)))]
}

describeOnEngines('the condition of a delete', (engine) => {
  let client: DynamoDBClient
  let tables = 0

  beforeAll(() => {
    client = clientOf(engine.endpoint)
  })
  afterAll(() => client.destroy())

  /** A table whose decision attributes are `attribute` and T, and its deletes in each of the forms that they have. */
  async function tableOf(
    attribute = 'A',
    key = KEY,
  ): Promise<{ name: string; table: Table; forms: Record<string, Delete> }> {
    const name = `condition-${++tables}`
    await createTable(client, name, key)
    const filter = {
      expression: 'attribute_exists(#a) OR attribute_exists(#k)',
      names: { '#a': attribute, '#k': key[0]?.name },
    }
    const age = { attribute: 'T', format: 'rfc3339', olderThan: '1h' }
    const rule = parseRule({ table: name, filter, age }, { file: 'a test', name: 'condition' })
    const table = new DynamoDBTable(client, rule, await describeTable(client, rule, NEVER))
    const conditional = new ConditionalDelete(table.description, rule.decisionAttributes)
    const single = new SingleDeletes({ client: new DirectClient(client), table: name, conditional })
    const outcomes = async (answer: Promise<{ readonly outcomes: readonly DeleteOutcome[] }>) => (await answer).outcomes
    const asTable: Delete = (items) => deleteAll(table, items)
    const oneByOne: Delete = (items) => outcomes(single.delete(items, NEVER))
    // dynalite has no PartiQL: the table already deletes one by one there.
    return { name, table, forms: engine.name === 'dynalite' ? { asTable } : { asTable, oneByOne } }
  }

  /** Deletes an item for each pair and says which are still there; every outcome must agree with that. */
  async function survivors(name: string, remove: Delete, pairs: readonly Pair[]): Promise<ReadonlySet<number>> {
    const item = (index: number, value: AttributeValue | undefined): AnyItem => ({
      Key: { S: String(index) },
      ...AGE,
      ...(value !== undefined && { A: value }),
    })
    const items = pairs.map(([, held], index) => item(index, held))
    await loadItems(client, name, items)
    const read = pairs.map(([value], index) => item(index, value))
    const batches = Array.from({ length: Math.ceil(read.length / BATCH) }, (_, n) =>
      read.slice(n * BATCH, (n + 1) * BATCH),
    )
    const outcomes = (await Promise.all(batches.map(remove))).flat()
    const left = new Set((await readItems(client, name)).map(({ Key }) => Number(Key?.S)))
    const kinds = outcomes.map(({ kind }) => kind)
    expect(kinds).toEqual(pairs.map((_, index) => (left.has(index) ? 'spared' : 'deleted')))
    return left
  }

  test('lets an item go exactly if its attribute is of the same type and value, or absent as before', async () => {
    const { name, forms } = await tableOf()
    const values = [...TELLING_VALUES, undefined]
    const all = values.flatMap((read) => values.map((held): Pair => [read, held]))
    expect(all).toHaveLength(38 * 38)
    // Each value beside itself, its neighbours and nothing: a DeleteItem for each pair would take most of the time. The
    // table on dynalite deletes by DeleteItem, too.
    const some = all.filter(([read, held]) => {
      const apart = Math.abs(values.indexOf(read) - values.indexOf(held))
      return apart < 2 || read === undefined || held === undefined
    })
    for (const [form, remove] of Object.entries(forms)) {
      const pairs = form === 'asTable' && engine.name === 'DynamoDB Local' ? all : some
      const left = await survivors(name, remove, pairs)
      const lost = pairs.filter(([read, held], index) => read !== held && !left.has(index))
      expect(lost).toEqual([]) // whatever the engine
      const kept = pairs.filter(([read, held], index) => read === held && left.has(index))
      expect(kept.map(([read]) => read)).toEqual(engine.name === 'dynalite' ? values.filter(hasNoEqual) : [])
    }
  })

  test('holds for any two values', async () => {
    const { name, forms } = await tableOf()
    const pair = fc.oneof(
      anyValue.map((value): Pair => [value, value]),
      fc.tuple(anyValue, anyValue),
      fc.tuple(fc.constant(undefined), anyValue),
      fc.tuple(anyValue, fc.constant(undefined)),
    )
    const pairs = fc.array(pair, { minLength: 1, maxLength: BATCH })
    for (const remove of Object.values(forms)) {
      await fc.assert(
        fc.asyncProperty(pairs, async (drawn) => {
          const left = await survivors(name, remove, drawn)
          drawn.forEach(([read, held], index) => {
            if (!isSame(read, held)) expect(left).toContain(index)
            else if (engine.name === 'DynamoDB Local' || !hasNoEqual(held)) expect(left).not.toContain(index)
          })
        }),
        { numRuns: 25 },
      )
    }
  })

  test('finds a set the same in another order, and a number in another writing', async () => {
    const { name, forms } = await tableOf()
    const pairs: readonly Pair[] = [
      [{ SS: ['b', 'a'] }, { SS: ['a', 'b'] }],
      [{ NS: ['2', '1'] }, { NS: ['1', '2'] }],
      [{ N: '1' }, { N: '1.0' }],
      [{ N: '100' }, { N: '1e2' }],
    ]
    for (const remove of Object.values(forms)) expect([...(await survivors(name, remove, pairs))]).toEqual([])
  })

  test.each(NAMES)(
    'holds for an attribute named %j, beside a key of such a name, as the scan reads it',
    async (attribute) => {
      const key: readonly KeyAttribute[] = [{ name: `${attribute}k`, type: 'S' }]
      const { name, table } = await tableOf(attribute, key)
      const item = (id: string, value?: AttributeValue): AnyItem => ({
        [`${attribute}k`]: { S: id },
        ...AGE,
        ...(value !== undefined && { [attribute]: value }),
      })
      const before = { same: { N: '1' }, other: { N: '1' }, gone: { N: '1' }, none: undefined, come: undefined }
      const after = { same: { N: '1' }, other: { S: '1' }, gone: undefined, none: undefined, come: { NULL: true } }
      await loadItems(
        client,
        name,
        Object.entries(before).map(([id, value]) => item(id, value)),
      )
      const page = await table.scan({ segment: 0, totalSegments: 1, startKey: undefined, limit: 100 }, NEVER)
      await loadItems(
        client,
        name,
        Object.entries(after).map(([id, value]) => item(id, value)),
      )
      const idOf = (it: Item) => String(it[`${attribute}k`]?.S)
      const outcomes = await deleteAll(table, page.items)
      const became = Object.fromEntries(page.items.map((it, index) => [idOf(it), outcomes[index]?.kind]))
      expect(became).toEqual({ same: 'deleted', other: 'spared', gone: 'spared', none: 'deleted', come: 'spared' })
      expect((await readItems(client, name)).map(idOf).sort()).toEqual(['come', 'gone', 'other'])
    },
  )

  test('tells what is gone from what is there again', async () => {
    const { name, forms } = await tableOf()
    const item = (id: string, value?: AttributeValue): AnyItem => ({
      Key: { S: id },
      ...AGE,
      ...(value && { A: value }),
    })
    for (const remove of Object.values(forms)) {
      const absent = [item('x', { N: '1' }), item('y')]
      expect(await remove(absent)).toEqual([{ kind: 'deleted' }, { kind: 'deleted' }])
      expect(await readItems(client, name)).toEqual([])

      await loadItems(client, name, [item('same', { N: '1' }), item('other', { N: '2' })])
      const made = [item('same', { N: '1' }), item('other', { N: '1' })]
      expect(await remove(made)).toEqual([{ kind: 'deleted' }, { kind: 'spared' }])
      expect(await remove(made)).toEqual([{ kind: 'deleted' }, { kind: 'spared' }])
      await client.send(new PutItemCommand({ TableName: name, Item: item('same') }))
      expect(await remove(made.slice(0, 1))).toEqual([{ kind: 'spared' }])
      expect(await remove([item('same'), item('other', { N: '2' })])).toEqual([
        { kind: 'deleted' },
        { kind: 'deleted' },
      ])
    }
  })
})

/** dynalite compares maps and what lists hold by identity: to it none equals another, and such an item is spared. */
function hasNoEqual(value: AttributeValue | undefined): boolean {
  return value?.M !== undefined || (value?.L?.length ?? 0) > 0
}
