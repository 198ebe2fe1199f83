import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Explanation, explanation } from '../../cli/commands/why/explanation.ts'
import { whyText } from '../../cli/commands/why/whyText.ts'
import { shortestPeriodMs } from '../../functions/scavenge/age/ruleAge.ts'
import { ConditionalDelete } from '../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { Draw, eachSeed } from '../support/ages/draw.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { type AnyItem, clientOf, createTable, loadItems, readItems } from '../support/engines/tables.ts'
import { DRAWN_KEY, drawnItem, drawnRule } from '../support/rules/drawnRules.ts'
import { execute, type Handler, handlerAt, START_TIME } from '../support/runs/handlerRuns.ts'

/** Pairs of a rule and an item on each engine: `npm run why` tries 10,000. */
const PAIRS = Number(process.env.WHY_PAIRS ?? 100)
const ITEMS = 20
const TABLE = 'things'

describeOnEngines('the verdict that is explained', (engine) => {
  let client: DynamoDBClient
  let handler: Handler

  beforeAll(async () => {
    client = clientOf(engine.endpoint)
    handler = await handlerAt(engine.endpoint)
    await createTable(client, TABLE, DRAWN_KEY)
  })
  afterAll(() => client.destroy())

  test(
    `is the engine's own for ${PAIRS} pairs of a rule and an item`,
    async () => {
      await eachSeed(1, PAIRS / ITEMS, expectOwnVerdicts)
    },
    60_000 + PAIRS * 100,
  )

  /** Explains each item of a table, runs an execution over it, and compares what is left and counted. */
  async function expectOwnVerdicts(draw: Draw, seed: number): Promise<void> {
    const data = drawnRule(draw, TABLE)
    const rule = parseRule(data, { file: `seed ${seed}`, name: 'things' })
    const items = Array.from({ length: ITEMS }, (_, number) => drawnItem(draw, data, number))
    await loadItems(client, TABLE, items)
    const question = { rule, startMs: Date.parse(START_TIME), olderThanMs: shortestPeriodMs(rule.age) }
    const explained = await Promise.all(items.map((item) => explanation(client, { ...question, key: keyOf(item) })))

    const { last } = await execute({ handler, rule: data })
    const left = new Set((await readItems(client, TABLE)).map(({ pk }) => pk?.S))
    const deleted = items.flatMap(({ pk }, index) => (left.has(pk?.S) ? [] : [index]))
    const candidates = numbersOf(explained, 'candidate')
    // To dynalite no map equals another, so it spares candidates that hold one.
    const expected = engine.name === 'dynalite' ? candidates.filter((index) => deleted.includes(index)) : candidates
    expect(deleted).toEqual(expected)
    expect(deleted.length + last.ledger.spared).toBe(candidates.length)
    const { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible, matched } = last.ledger
    const counted = { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible }
    const count = (verdict: string) => numbersOf(explained, verdict).length
    const said = Object.fromEntries(Object.keys(counted).map((verdict) => [verdict, count(verdict)]))
    expect({ ...said, matched: ITEMS - count('unmatched') }).toEqual({ ...counted, matched })
    await clear(items)
  }

  async function clear(items: readonly AnyItem[]): Promise<void> {
    const requests = items.map((item) => ({ DeleteRequest: { Key: keyOf(item) } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }))
  }

  test('comes with the parts of the filter, each as the engine evaluates it, and the condition of the delete', async () => {
    const rule = parseRule(
      {
        table: TABLE,
        filter: {
          expression: '#a = :one AND begins_with(#pk, :prefix) AND #b BETWEEN :one AND :nine',
          names: { '#a': 'a', '#pk': 'pk', '#b': 'b' },
          values: { ':one': 1, ':nine': 9, ':prefix': 'part' },
        },
        age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
      },
      { file: 'things.yml', name: 'things' },
    )
    const item: AnyItem = { pk: { S: 'part' }, sk: { N: '1' }, a: { N: '1' }, b: { N: '10' }, at: { N: '1700000000' } }
    await loadItems(client, TABLE, [item])
    const startMs = Date.parse(START_TIME)
    const why = await explanation(client, { rule, key: keyOf(item), startMs, olderThanMs: 86_400_000 })
    expect(why.verdict).toBe('unmatched')
    expect(why.judgement.verdict).toBe('candidate')
    expect(why.filter).toEqual({
      passes: false,
      operator: 'AND',
      parts: [
        { expression: '#a = :one', passes: true },
        { expression: 'begins_with(#pk, :prefix)', passes: true },
        { expression: '#b BETWEEN :one AND :nine', passes: false },
      ],
    })
    const description = { name: TABLE, identity: 'id', arn: 'arn', key: DRAWN_KEY }
    const { Statement = '', Parameters = [] } = new ConditionalDelete(description, rule.decisionAttributes).statement(
      item,
    )
    const values = Parameters.map((value) => JSON.stringify(value))
    expect(Statement.replaceAll('?', () => values.shift() ?? '')).toBe(
      `DELETE FROM "${TABLE}" WHERE "pk" = {"S":"part"} AND "sk" = {"N":"1"} AND ${why.condition}`,
    )
    await clear([item])
  })

  test('is that no execution reads an item which is not in the rule’s index', async () => {
    const indexed = 'indexed'
    const key = [{ name: 'status', type: 'S' } as const, { name: 'at', type: 'N' } as const]
    await createTable(client, indexed, DRAWN_KEY, [{ name: 'by-status', key }])
    const filter = { expression: '#status <> :open', names: { '#status': 'status' }, values: { ':open': 'OPEN' } }
    const age = { attributes: ['at', 'created'], format: 'epochSeconds', olderThan: '1d' }
    const data = { table: indexed, index: 'by-status', filter, age }
    const rule = parseRule(data, { file: 'things.yml', name: 'things' })
    const whole: AnyItem = { pk: { S: 'whole' }, sk: { N: '1' }, status: { S: 'DONE' }, at: { N: '1700000000' } }
    const items: readonly (readonly [AnyItem, Explanation['verdict'], readonly string[]])[] = [
      [whole, 'candidate', []],
      [{ ...whole, pk: { S: 'open' }, status: { S: 'OPEN' } }, 'unmatched', []],
      [
        { pk: { S: 'unsorted' }, sk: { N: '1' }, status: { S: 'DONE' }, created: { N: '1700000000' } },
        'unseen',
        ['at'],
      ],
      [{ pk: { S: 'bare' }, sk: { N: '1' }, created: { N: '1700000000' } }, 'unseen', ['status', 'at']],
    ]
    await loadItems(
      client,
      indexed,
      items.map(([item]) => item),
    )
    const question = { rule, startMs: Date.parse(START_TIME), olderThanMs: 86_400_000 }
    for (const [item, verdict, missing] of items) {
      const why = await explanation(client, { ...question, key: keyOf(item) })
      expect([item.pk, why.verdict, why.entry]).toEqual([item.pk, verdict, { index: 'by-status', missing }])
      expect(whyText(rule, why).includes('not in the index by-status: no execution reads it')).toBe(missing.length > 0)
    }
    await execute({ handler, rule: data })
    expect((await readItems(client, indexed)).map(({ pk }) => pk?.S).sort()).toEqual(['bare', 'open', 'unsorted'])
    const elsewhere = {
      ...question,
      rule: { ...rule, index: 'by-nothing' },
      key: { pk: { S: 'bare' }, sk: { N: '1' } },
    }
    await expect(explanation(client, elsewhere)).rejects.toMatchObject({ name: 'InvalidRule' })
  })

  test('is refused for a key under which there is no item', async () => {
    const rule = parseRule(drawnRule(new Draw(1), TABLE), { file: 'things.yml', name: 'things' })
    const key = { pk: { S: 'nobody' }, sk: { N: '1' } }
    await expect(explanation(client, { rule, key, startMs: 0, olderThanMs: 0 })).rejects.toMatchObject({
      name: 'ItemNotFound',
    })
  })
})

function keyOf({ pk, sk }: AnyItem): AnyItem {
  if (pk === undefined || sk === undefined) throw new Error('expected an item with its key')
  return { pk, sk }
}

function numbersOf(explained: readonly Explanation[], verdict: string): readonly number[] {
  return explained.flatMap((each, index) => (each.verdict === verdict ? [index] : []))
}
