import { DeleteTableCommand, type DynamoDBClient, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { PassResult } from '../../functions/scavenge/pass/answer/passResult.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, createTable, loadItems, POLL, readItems, tableOf } from '../support/engines/tables.ts'
import { type Answer, type Call, refusal, startProxy } from '../support/network/proxy.ts'
import { itemsOf, WORKER_KINDS } from '../support/oracle/fates.ts'
import { expectLeft, expectOracle } from '../support/oracle/oracle.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { execute, type Handler, handlerAt, START_TIME } from '../support/runs/handlerRuns.ts'

const MADE = itemsOf(WORKER_KINDS, 260, WORKERS_KEY)
/** So few deletes a second that the first pass can't be the last. */
const SLOWLY = { maxWriteUnitsPerSecond: 20, passMs: 1_000 }

function slowRule(table: string) {
  return workersRule(table, { maxWriteUnitsPerSecond: SLOWLY.maxWriteUnitsPerSecond })
}

describeOnEngines('an execution that must end', (engine) => {
  let client: DynamoDBClient
  let handler: Handler

  beforeAll(async () => {
    client = clientOf(engine.endpoint)
    handler = await handlerAt(engine.endpoint)
  })
  afterAll(() => client.destroy())

  const newTable = () => tableOf(client, MADE)

  /** A token of the table's first pass, with what that pass left. */
  async function tokenOf(table: string, input: object = {}): Promise<string> {
    let token = ''
    const rule = slowRule(table)
    const stop = async ([answer]: readonly { readonly continuationToken?: string }[]) => {
      token = answer?.continuationToken ?? ''
      throw new Error('stopped')
    }
    const { passMs } = SLOWLY
    // On a dry run nothing is written, so its passes must be slow at reading.
    const stopped = execute({
      handler,
      rule: { ...rule, maxReadUnitsPerSecond: 4 },
      input: { readers: 1, ...input },
      passMs,
      betweenPasses: stop,
    })
    await expect(stopped).rejects.toThrow('stopped')
    return token
  }

  async function throughProxy(
    change: (call: Call, answer: () => Promise<Answer>) => Promise<Answer | 'reset'> | Answer,
    use: (handler: Handler) => Promise<void>,
  ): Promise<void> {
    const proxy = await startProxy(engine.endpoint, async (call, forward) => change(call, () => forward()))
    try {
      await use(await handlerAt(proxy.endpoint))
    } finally {
      await proxy.close()
    }
  }

  test('at once on a table that does not exist', async () => {
    await expect(execute({ handler, rule: slowRule('nowhere') })).rejects.toMatchObject({
      name: 'TableNotFound',
      message: expect.stringContaining('table nowhere: expected to exist'),
    })
  })

  test('when the table is deleted and made again between two passes, and leaves the new one alone', async () => {
    const table = await newTable()
    let unanswered = 0
    const betweenPasses = async ([answer]: readonly PassResult[]) => {
      unanswered = answer?.trouble.Aborted ?? 0
      await client.send(new DeleteTableCommand({ TableName: table }))
      await waitUntilTableNotExists({ client, ...POLL }, { TableName: table })
      await createTable(client, table, WORKERS_KEY)
      const items = MADE.map(({ item }) => item)
      await loadItems(client, table, items)
      return undefined
    }
    await expect(execute({ handler, rule: slowRule(table), passMs: 2_000, betweenPasses })).rejects.toMatchObject({
      name: 'TableNotFound',
      message: expect.stringContaining('another of its name'),
    })
    // A request that a pass's end left unanswered may reach the new table, where the same items lie.
    if (unanswered === 0) await expectLeft(client, table, MADE)
  })

  test('when the table is deleted between two passes', async () => {
    const table = await newTable()
    const betweenPasses = async () => {
      await client.send(new DeleteTableCommand({ TableName: table }))
      return undefined
    }
    await expect(
      execute({ handler, rule: slowRule(table), passMs: SLOWLY.passMs, betweenPasses }),
    ).rejects.toMatchObject({ name: 'TableNotFound' })
  })

  test.each([
    ['the age', { age: { attribute: 'StartExecutionTime', format: 'rfc3339', olderThan: '24h' } }],
    ['the filter', { filter: { expression: '#c = :c', names: { '#c': 'Completed' }, values: { ':c': 0 } } }],
  ])('when %s of its rule changes between two passes', async (_, change) => {
    const table = await newTable()
    const rule = slowRule(table)
    let before = 0
    let unanswered = 0
    const betweenPasses = async ([answer]: readonly PassResult[]) => {
      unanswered = answer?.trouble.Aborted ?? 0
      before = (await readItems(client, table)).length
      return { ...rule, ...change }
    }
    await expect(execute({ handler, rule, passMs: SLOWLY.passMs, betweenPasses })).rejects.toMatchObject({
      name: 'RuleChanged',
    })
    if (unanswered === 0) expect(await readItems(client, table)).toHaveLength(before)
  })

  test('but not when its rule only gets another speed', async () => {
    const table = await newTable()
    const rule = slowRule(table)
    const betweenPasses = async () => ({ ...rule, maxWriteUnitsPerSecond: 1_000, readers: 3 })
    const { answers } = await execute({ handler, rule, passMs: SLOWLY.passMs, betweenPasses })
    await expectOracle(client, table, MADE, answers)
  })

  test('where its token belongs to something else, or its input contradicts the token', async () => {
    const [table, other] = [await newTable(), await newTable()]
    const continuationToken = await tokenOf(table)
    const dry = await tokenOf(other, { dryRun: true })
    const rule = slowRule(table)
    const ofOtherRule = { ...rule, age: { ...rule.age, olderThan: '49h' } }
    const earlier = new Date(Date.parse(START_TIME) - 1).toISOString()
    const cases: [string, string, Parameters<typeof execute>[0]][] = [
      ['InvalidContinuationToken', 'another table', { handler, rule: slowRule(other), input: { continuationToken } }],
      ['InvalidContinuationToken', 'another rule', { handler, rule: ofOtherRule, input: { continuationToken } }],
      ['InvalidContinuationToken', 'a dry run', { handler, rule: slowRule(other), input: { continuationToken: dry } }],
      ['InvalidContinuationToken', 'cutoff', { handler, rule, input: { continuationToken }, startTime: earlier }],
      [
        'InvalidContinuationToken',
        'cut or edited',
        { handler, rule, input: { continuationToken: edited(continuationToken) } },
      ],
      [
        'InvalidContinuationToken',
        'continuationToken: expected',
        { handler, rule, input: { continuationToken: continuationToken.slice(0, -4) } },
      ],
      ['InvalidContinuationToken', 'version', { handler, rule, input: { continuationToken: '' } }],
      ['InvalidContinuationToken', 'version', { handler, rule, input: { continuationToken: 'not a token' } }],
      [
        'InvalidContinuationToken',
        'base64url',
        { handler, rule, input: { continuationToken: `${continuationToken}=` } },
      ],
      ['InvalidInput', 'totalSegments', { handler, rule, input: { continuationToken, totalSegments: 41 } }],
      ['InvalidInput', 'olderThan', { handler, rule, input: { continuationToken, olderThan: '49h' } }],
      ['InvalidInput', 'dryRun', { handler, rule, input: { continuationToken, dryRun: true } }],
      ['InvalidInput', 'dryRun', { handler, rule: slowRule(other), input: { continuationToken: dry, dryRun: false } }],
    ]
    for (const [name, part, execution] of cases) {
      const error: unknown = await execute(execution).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name, message: expect.stringContaining(part) })
      expect(String(error)).not.toMatch(/it's|\u{1f98a}/u)
    }
    await expectLeft(client, other, MADE)

    const fitting = {
      continuationToken,
      totalSegments: 40,
      olderThan: '2d',
      dryRun: false,
      maxWriteUnitsPerSecond: 1_000,
    }
    const { last } = await execute({ handler, rule, input: fitting })
    expect(last.status).toBe('complete')
    await expectLeft(
      client,
      table,
      MADE.filter(({ fate }) => fate !== 'deleted'),
    )
  })

  test('on a global table, unless its rule accepts that or its consistency is strong', async () => {
    const table = await newTable()
    let more: object = { Replicas: [{ RegionName: 'eu-west-1' }] }
    const replicated = async ({ action }: Call, forward: () => Promise<Answer>): Promise<Answer> => {
      const answer = await forward()
      if (action !== 'DescribeTable') return answer
      const { Table } = JSON.parse(answer.body)
      return { ...answer, body: JSON.stringify({ Table: { ...Table, ...more } }) }
    }
    await throughProxy(replicated, async (handler) => {
      const rule = slowRule(table)
      const refused = { name: 'ReplicatedTable', message: expect.stringContaining('replicas: accepted') }
      await expect(execute({ handler, rule })).rejects.toMatchObject(refused)
      more = { GlobalTableVersion: '2019.11.21', MultiRegionConsistency: 'EVENTUAL' }
      await expect(execute({ handler, rule })).rejects.toMatchObject(refused)
      await expectLeft(client, table, MADE)
      more = { Replicas: [{ RegionName: 'eu-west-1' }], MultiRegionConsistency: 'STRONG' }
      await execute({ handler, rule: { ...rule, maxWriteUnitsPerSecond: 1_000 }, input: { dryRun: true } })
      more = { Replicas: [{ RegionName: 'eu-west-1' }] }
      const { answers } = await execute({
        handler,
        rule: { ...rule, replicas: 'accepted', maxWriteUnitsPerSecond: 1_000 },
      })
      await expectOracle(client, table, MADE, answers)
    })
  })

  const deletes = engine.name === 'dynalite' ? ['DeleteItem'] : ['BatchExecuteStatement']
  test.each(['DescribeTable', 'Scan', ...deletes])('where %s is denied, saying what to grant', async (denied) => {
    const table = await newTable()
    const deny = (call: Call, forward: () => Promise<Answer>) =>
      call.action === denied ? refusal('AccessDeniedException') : forward()
    await throughProxy(deny, async (handler) => {
      const action = denied === 'BatchExecuteStatement' ? 'PartiQLDelete' : denied
      const error = { name: 'AccessDenied', message: expect.stringContaining(`dynamodb:${action} on table ${table}`) }
      const passMs = 2_000 // its tries share what time is left
      await expect(execute({ handler, rule: slowRule(table), passMs })).rejects.toMatchObject(error)
    })
    await expectLeft(client, table, MADE)
  })

  test('where credentials have expired', async () => {
    await throughProxy(
      () => refusal('ExpiredTokenException'),
      async (handler) => {
        await expect(execute({ handler, rule: slowRule('workers') })).rejects.toMatchObject({ name: 'AccessDenied' })
      },
    )
  })

  test('on a filter that DynamoDB refuses', async () => {
    const table = await newTable()
    const filter = { expression: '#c = = :c', names: { '#c': 'Completed' }, values: { ':c': 1 } }
    await expect(execute({ handler, rule: { ...slowRule(table), filter } })).rejects.toMatchObject({
      name: 'InvalidRule',
      message: expect.stringContaining('filter.expression'),
    })
    await expectLeft(client, table, MADE)
  })
})

/** The token with one character changed in its middle. */
function edited(token: string): string {
  const middle = Math.floor(token.length / 2)
  return `${token.slice(0, middle)}${token[middle] === 'A' ? 'B' : 'A'}${token.slice(middle + 1)}`
}
