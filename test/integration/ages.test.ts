import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { KeyAttribute } from '../../functions/scavenge/table/item.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, tableOf } from '../support/engines/tables.ts'
import { itemsOf, type Kind } from '../support/oracle/fates.ts'
import { expectOracle, type Made } from '../support/oracle/oracle.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { execute, type Handler, handlerAt } from '../support/runs/handlerRuns.ts'

/** Rules for tables that are not the seed's; an execution starts at 2026-03-04T05:06:07.890Z. */

const COMPLETED = { Completed: { N: '1' } }
const OLD = '2026-01-02T03:04:05+0000'
const YOUNG = '2026-03-04T03:04:05+0000'
const kind = (fate: Kind['fate'], attributes: Record<string, AttributeValue>): Kind => ({
  fate,
  attributes: { ...COMPLETED, ...attributes },
})

describeOnEngines('a rule of another table', (engine) => {
  let client: DynamoDBClient
  let handler: Handler

  beforeAll(async () => {
    client = clientOf(engine.endpoint)
    handler = await handlerAt(engine.endpoint)
  })
  afterAll(() => client.destroy())

  /** What a run over items of these kinds leaves and counts is what they say. */
  async function expectFates(kinds: readonly Kind[], age: unknown): Promise<void> {
    const made = itemsOf(kinds, kinds.length * 10, WORKERS_KEY)
    const table = await tableOf(client, made)
    const { last } = await execute({ handler, rule: { ...workersRule(table), age } })
    await expectOracle(client, table, made, [last])
  }

  test('takes the first of several attributes that an item has', async () => {
    await expectFates(
      [
        kind('deleted', { closed: { S: OLD }, opened: { S: OLD } }),
        kind('deleted', { opened: { S: OLD } }),
        kind('young', { closed: { S: YOUNG }, opened: { S: OLD } }),
        kind('undatedType', { closed: { NULL: true }, opened: { S: OLD } }),
        kind('undatedUnreadable', { closed: { S: '2026-01-02T03:04:05' }, opened: { S: OLD } }),
        kind('undatedMissing', {}),
      ],
      { attributes: ['closed', 'opened'], format: 'iso8601', olderThan: '48h' },
    )
  })

  test('keeps each item for its own period', async () => {
    const at = { at: { S: OLD } }
    await expectFates(
      [
        kind('deleted', { ...at, days: { N: '30' } }),
        kind('young', { ...at, days: { N: '90' } }),
        kind('young', { ...at, days: { S: 'for good' } }),
        kind('young', at),
        kind('deleted', { ...at, days: { N: '0' } }),
        kind('young', { at: { S: YOUNG }, days: { N: '0' } }),
        kind('undatedMissing', { days: { N: '1' } }),
      ],
      { attribute: 'at', format: 'iso8601', olderThan: { attribute: 'days', unit: 'd', atLeast: '1d' } },
    )
  })

  test('keeps each item for the period of its kind', async () => {
    const at = { at: { S: OLD } }
    await expectFates(
      [
        kind('deleted', { ...at, type: { S: 'SESSION' } }),
        kind('young', { ...at, type: { S: 'ORDER' } }),
        kind('young', { ...at, type: { S: 'INVOICE' } }),
        kind('young', at),
      ],
      { attribute: 'at', format: 'iso8601', olderThan: { by: 'type', periods: { SESSION: '1d', ORDER: '2555d' } } },
    )
  })

  test('reads the age out of the sort key', async () => {
    const key: readonly KeyAttribute[] = [
      { name: 'pk', type: 'S' },
      { name: 'sk', type: 'S' },
    ]
    const made = ['2026-01-02', '2026-03-04', 'no date'].flatMap((date, kindOf) =>
      Array.from({ length: 20 }, (_, index): Made => {
        const fates = ['deleted', 'young', 'undatedUnreadable'] as const
        const item = { pk: { S: 'CUSTOMER#1' }, sk: { S: `ORDER#${date}#${index}` }, ...COMPLETED }
        return { fate: fates[kindOf] ?? 'unmatched', item: { ...item, Id: { N: `${kindOf}${index}` } } }
      }),
    )
    const table = await tableOf(client, made, { key })
    const age = {
      attribute: 'sk',
      between: ['ORDER#', '#'],
      format: 'iso8601',
      zone: 'Europe/Berlin',
      olderThan: '48h',
    }
    const { last } = await execute({ handler, rule: { ...workersRule(table), age } })
    await expectOracle(client, table, made, [last])
    expect(last.undatedScan).toBeUndefined()
    expect(last.undatedScanLeftOut).toContain('age.between')
  })

  test('without an age deletes one tenant, told at the start', async () => {
    const made = itemsOf(
      [kind('deleted', { tenant: { S: 'TENANT#7' } }), kind('unmatched', { tenant: { S: 'TENANT#70' } })],
      60,
      WORKERS_KEY,
    )
    const table = await tableOf(client, made)
    const filter = { expression: '#t = :tenant', names: { '#t': 'tenant' }, values: { ':tenant': { input: 'S' } } }
    const rule = { ...workersRule(table), filter, age: 'none' }
    await expect(execute({ handler, rule })).rejects.toMatchObject({ name: 'InvalidInput' })
    const { last, log } = await execute({ handler, rule, input: { values: { ':tenant': 'TENANT#7' } } })
    await expectOracle(client, table, made, [last])
    expect(log).not.toContain('TENANT#7')
  })

  test('compares with a set and with bytes', async () => {
    const made = itemsOf(
      [
        kind('deleted', { tags: { SS: ['b', 'a'] }, hash: { B: new Uint8Array([1, 2, 3]) } }),
        kind('unmatched', { tags: { SS: ['a'] }, hash: { B: new Uint8Array([1, 2, 3]) } }),
        kind('unmatched', { tags: { SS: ['a', 'b'] }, hash: { B: new Uint8Array([1, 2, 4]) } }),
      ],
      30,
      WORKERS_KEY,
    )
    const table = await tableOf(client, made)
    const filter = {
      expression: '#t = :tags AND #h = :hash',
      names: { '#t': 'tags', '#h': 'hash' },
      values: { ':tags': { SS: ['a', 'b'] }, ':hash': { B: 'AQID' } },
    }
    const { last } = await execute({ handler, rule: { ...workersRule(table), filter, age: 'none' } })
    await expectOracle(client, table, made, [last])
  })
})
