import { describe, expect, test } from '@jest/globals'
import { listExecutions } from '../../../../../cli/commands/list/listExecutions.ts'
import { listTable } from '../../../../../cli/commands/list/listTable.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { answered, completed, roundOf, tokenAfter } from '../../../../support/stepfunctions/stagedAnswers.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const [DEV, PROD] = ['dynamodb-scavenger-dev-workers', 'dynamodb-scavenger-prod-workers']
const NOW_MS = Date.UTC(2026, 10, 24, 9)

async function listed(stage: DeployedStage, choice = {}, limit = 10) {
  await using server = await startStepFunctions(stage.answer)
  return await listExecutions(server.client, choice, limit, NOW_MS)
}

describe('the list of executions', () => {
  test('shows the newest of all stages and rules first, as many as asked', async () => {
    const stage = new DeployedStage('someone-elses', DEV, 'dynamodb-scavenger-dev-logs', PROD)
    for (const [machine, name] of [
      [DEV, 'a'],
      [PROD, 'b'],
      [DEV, 'c'],
      ['dynamodb-scavenger-dev-logs', 'd'],
    ] as const) {
      stage.execution(machine, name)
      stage.wait(60)
    }
    expect((await listed(stage)).map(({ name }) => name)).toEqual(['d', 'c', 'b', 'a'])
    expect((await listed(stage, {}, 3)).map(({ name }) => name)).toEqual(['d', 'c', 'b'])
    expect((await listed(stage, { stage: 'dev', rule: 'workers' })).map(({ name }) => name)).toEqual(['c', 'a'])
  })

  test('asks about at most five executions at a time', async () => {
    const stage = new DeployedStage(DEV)
    for (let at = 0; at < 23; at++) {
      const arn = stage.execution(DEV, `run-${at}`)
      stage.pass(arn, completed(1))
    }
    await using server = await startStepFunctions(stage.answer)
    let [asked, mostAsked] = [0, 0]
    server.client.middlewareStack.add(
      (send) => async (request) => {
        mostAsked = Math.max(mostAsked, ++asked)
        try {
          return await send(request)
        } finally {
          asked--
        }
      },
      { step: 'initialize' },
    )
    expect(await listExecutions(server.client, {}, 23, NOW_MS)).toHaveLength(23)
    expect(mostAsked).toBe(5)
  })

  test('takes what was deleted from the last ledger, whatever the execution ended as, and invents none', async () => {
    const stage = new DeployedStage(DEV)
    const succeeded = stage.execution(DEV, 'succeeded')
    stage.pass(succeeded, completed(1))
    stage.succeeds(succeeded, completed(1))
    stage.wait(1)
    const aborted = stage.execution(DEV, 'failed')
    stage.pass(aborted, answered(1))
    stage.fails(aborted, 'NoProgress', 'none')
    stage.wait(1)
    const skipped = stage.execution(DEV, 'skipped')
    stage.succeeds(skipped, { status: 'skipped', runningExecution: 'arn' })
    stage.wait(1)
    stage.execution(DEV, 'running')
    const runs = await listed(stage)
    expect(runs.map(({ status, ledger, ending }) => [status, ledger?.deleted, ending?.status])).toEqual([
      ['RUNNING', undefined, undefined],
      ['SUCCEEDED', undefined, 'skipped'],
      ['FAILED', 10, undefined],
      ['SUCCEEDED', 10, undefined],
    ])
    const rows = listTable(runs).split('\n')
    expect(rows[4]).toMatch(/│ SUCCEEDED \(skipped\) │ +– │ +– │/)
    expect(rows[5]).toMatch(/10\.0 s │ FAILED +│ +10 │ \$0\.000\d{3} │/)
    expect(rows.slice(-2)).toEqual([
      expect.stringMatching(/^RUNNING arn:.*:running$/),
      expect.stringMatching(/^FAILED arn:/),
    ])
  })

  test('counts for an execution that went on from a token what it did itself', async () => {
    const stage = new DeployedStage(DEV)
    const arn = stage.execution(DEV, 'on', { continuationToken: tokenAfter({ deleted: 30, passes: 3 }, 2) })
    stage.pass(arn, completed(4, { ledger: { writeUnits: 10 } }))
    stage.succeeds(arn, completed(4))
    const foreign = stage.execution(DEV, 'foreign', { continuationToken: 'sc9.of-another-release' })
    stage.pass(foreign, completed(4))
    const runs = await listed(stage)
    expect(runs.map(({ name, ledger }) => [name, ledger?.deleted]).sort()).toEqual([
      ['foreign', 40],
      ['on', 10],
    ])
  })

  test('counts likewise for one that continued another by its name', async () => {
    const stage = new DeployedStage(DEV)
    const arn = stage.execution(DEV, 'on', { continueFrom: 'before' })
    stage.begins(arn, { continuationToken: tokenAfter({ deleted: 30, passes: 3 }, 2) })
    stage.pass(arn, completed(4, { ledger: { writeUnits: 10 } }))
    stage.succeeds(arn, completed(4))
    const unbegun = stage.execution(DEV, 'unbegun', { continueFrom: 'before' })
    stage.fails(unbegun, 'InvalidInput', 'a sentence')
    const runs = await listed(stage)
    expect(runs.map(({ name, ledger }) => [name, ledger?.deleted]).sort()).toEqual([
      ['on', 10],
      ['unbegun', undefined],
    ])
  })

  test('folds the shards of a parent into it, with what they did and cost together, however many they are', async () => {
    const stage = new DeployedStage(DEV)
    const parent = stage.execution(DEV, 'p', { shards: 2 })
    const named = { '1/2': 'p-shard-1-of-2', '2/2': 'p-shard-2-of-2' }
    stage.happens(parent, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Begin' } })
    stage.begins(parent, { status: 'shards', round: roundOf(named, { lostPasses: 4 }) }) // by a parent before
    const first = stage.execution(DEV, 'p-shard-1-of-2', { shard: '1/2', parent })
    stage.pass(first, answered(1))
    stage.succeeds(first, { status: 'continued' })
    const second = stage.execution(DEV, 'p-shard-2-of-2', { shard: '2/2', parent })
    stage.pass(second, completed(2))
    stage.succeeds(second, completed(2))
    const again = roundOf({ '1/2': 'p-shard-1-of-2-r2' }, { number: 2, lostPasses: 5 })
    stage.happens(parent, 'TaskSucceeded', {
      taskSucceededEventDetails: { output: JSON.stringify({ Payload: { status: 'shards', round: again } }) },
    })
    const third = stage.execution(DEV, 'p-shard-1-of-2-r2', { shard: '1/2', parent, continueFrom: 'p-shard-1-of-2' })
    stage.begins(third, { continuationToken: tokenAfter({ deleted: 10, passes: 1 }, 1) })
    stage.pass(third, completed(3))
    const single = stage.execution(DEV, 'single')
    stage.pass(single, completed(1))
    const runs = await listed(stage)
    expect(runs.map(({ name }) => name).sort()).toEqual(['p', 'single'])
    const one = runs.find(({ name }) => name === 'p')
    // 10 by the first, 20 by the second, and 20 of the third's 30, since 10 came with its token
    expect(one?.ledger).toMatchObject({ deleted: 50, passes: 5, lostPasses: 1 })
    expect(one?.shards?.map(({ shard, status }) => [shard, status])).toEqual([
      ['1/2', 'SUCCEEDED'],
      ['2/2', 'SUCCEEDED'],
      ['1/2', 'RUNNING'],
    ])
    const ofShards = one?.shards?.reduce((sum, { cost }) => sum + cost.total, 0) ?? 0
    expect(one?.cost?.total).toBeGreaterThan(ofShards)
    expect(listTable(runs)).toContain('RUNNING (2 shards)')
  })

  test('shows what a dry run would delete as no deletion', async () => {
    const stage = new DeployedStage(DEV)
    const arn = stage.execution(DEV, 'dry', { dryRun: true })
    const { deleted, ...ledger } = completed(1).ledger
    stage.pass(arn, { ...completed(1), ledger: { ...ledger, wouldDelete: 1234 } })
    expect(listTable(await listed(stage))).toContain('(dry run: 1,234)')
  })
})
