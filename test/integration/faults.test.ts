import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, tableOf } from '../support/engines/tables.ts'
import { type Fault, startFaultProxy } from '../support/network/faultProxy.ts'
import { type Answer, startProxy } from '../support/network/proxy.ts'
import { itemsOf, TIMELESS_KINDS, WORKER_KINDS } from '../support/oracle/fates.ts'
import { expectLeft, expectOracle, type Made } from '../support/oracle/oracle.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { deploy } from '../support/runs/bundleRuns.ts'
import { execute, handlerAt, START_TIME } from '../support/runs/handlerRuns.ts'
import { closedAfterEach } from '../support/shared/closedAfterEach.ts'
import { shared } from '../support/shared/shared.ts'

/** Milliseconds: a silent request is given up after the shortest time that there is. */
const PASS_MS = 6_000
const EVENT = { execution: { id: 'arn:execution', startTime: START_TIME }, retryCount: 0 }

describeOnEngines('through faults of the network and of DynamoDB', (engine) => {
  let bundle: string
  let client: DynamoDBClient
  const begun = closedAfterEach()

  beforeAll(async () => {
    bundle = await shared('bundle')
    client = clientOf(engine.endpoint)
  })
  afterAll(() => {
    client.destroy()
  })

  test('the deployed state machine and bundle come to the same table', async () => {
    const seed = engine.name === 'dynalite' ? 11 : 12
    const made = itemsOf(TIMELESS_KINDS, 880, WORKERS_KEY)
    const table = await tableOf(client, made)
    const proxy = begun(await startFaultProxy(engine.endpoint, { seed, share: 0.2 }))
    const deployed = begun(deploy({ bundle, endpoint: proxy.endpoint, rule: workersRule(table), passMs: PASS_MS }))
    const { result, answers, errors } = await deployed.run()
    expect(result).toMatchObject({ status: 'SUCCEEDED' }) // else shows the error and its cause
    const { lostPasses, failed, spared } = answers.at(-1)?.ledger ?? {}
    expect({ lostPasses, failed, spared }).toEqual({ lostPasses: errors.length, failed: 0, spared: 0 })
    if (errors.length === 0) await expectOracle(client, table, made, answers)
    else await expectLeft(client, table, keptOf(made)) // what a lost pass deleted is in no count
    const never = Object.entries(proxy.counts).flatMap(([fault, times]) => (times === 0 ? [fault as Fault] : []))
    expect(never).toEqual([])
  })

  test('an endpoint that refuses the connection ends a pass, after some tries, with the reason', async () => {
    const proxy = await startProxy(engine.endpoint, async () => 'reset')
    await proxy.close()
    const deployed = begun(deploy({ bundle, endpoint: proxy.endpoint, rule: workersRule('workers'), passMs: PASS_MS }))
    const pass = deployed.pass({ input: {}, pass: { status: 'start', continuationToken: null }, ...EVENT })
    await expect(pass).rejects.toMatchObject({
      name: 'RequestFailed',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test.each(['{}', ''])(
    'a Scan that is answered %j is sent again, not taken for the end of its segment',
    async (body) => {
      const made = itemsOf(WORKER_KINDS, 104, WORKERS_KEY)
      const table = await tableOf(client, made)
      let scans = 0
      const everySecond = async (
        { action }: { readonly action: string },
        forward: () => Promise<Answer>,
      ): Promise<Answer> => (action === 'Scan' && ++scans % 2 === 1 ? { status: 200, body } : forward())
      const proxy = begun(await startProxy(engine.endpoint, everySecond))
      const { answers } = await execute({
        handler: await handlerAt(proxy.endpoint),
        rule: { ...workersRule(table), totalSegments: 4 },
      })
      await expectOracle(client, table, made, answers)
    },
  )

  test('a DescribeTable that is never answered is sent again', async () => {
    const made = itemsOf(WORKER_KINDS, 52, WORKERS_KEY)
    const table = await tableOf(client, made)
    let silent = true
    const proxy = begun(
      await startProxy(engine.endpoint, async ({ action }, forward) => {
        if (action !== 'DescribeTable' || !silent) return forward()
        silent = false
        return 'silence'
      }),
    )
    const { answers } = await execute({
      handler: await handlerAt(proxy.endpoint),
      rule: { ...workersRule(table), totalSegments: 4 },
      passMs: 12_000,
    })
    await expectOracle(client, table, made, answers)
  })
})

function keptOf(made: readonly Made[]): readonly Made[] {
  return made.filter(({ fate }) => fate !== 'deleted')
}
