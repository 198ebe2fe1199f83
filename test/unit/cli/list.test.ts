import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { describe, expect, test } from '@jest/globals'
import { listExecutions } from '../../../cli/commands/list/listExecutions.ts'
import { listTable } from '../../../cli/commands/list/listTable.ts'
import { usageOf } from '../../../cli/executions/usage.ts'
import { duration } from '../../../cli/report/duration.ts'
import { answered, completed, DeployedStage, tokenAfter } from '../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'

const [DEV, PROD] = ['dynamodb-scavenger-dev-workers', 'dynamodb-scavenger-prod-workers']
const NOW_MS = Date.UTC(2026, 10, 24, 9)

async function listed(stage: DeployedStage, choice = {}, limit = 10) {
  await using server = await startStepFunctions((request) => stage.answer(request))
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

  test('shows what a dry run would delete as no deletion', async () => {
    const stage = new DeployedStage(DEV)
    const arn = stage.execution(DEV, 'dry', { dryRun: true })
    const { deleted, ...ledger } = completed(1).ledger
    stage.pass(arn, { ...completed(1), ledger: { ...ledger, wouldDelete: 1234 } })
    expect(listTable(await listed(stage))).toContain('(dry run: 1,234)')
  })
})

describe('what an execution costs', () => {
  const at = (type: string, seconds: number): HistoryEvent => ({
    type: type as never,
    id: 1,
    previousEventId: 0,
    timestamp: new Date(seconds * 1000),
  })

  test('is by the time from each task’s start to its end, lost ones and the one that runs included', () => {
    const events = [
      at('TaskStateEntered', 0),
      at('TaskScheduled', 0),
      at('TaskStarted', 1),
      at('TaskSucceeded', 11),
      at('TaskStateExited', 11),
      at('ChoiceStateEntered', 11),
      at('ChoiceStateExited', 11),
      at('WaitStateEntered', 11),
      at('WaitStateExited', 50),
      at('TaskStateEntered', 50),
      at('TaskScheduled', 50),
      at('TaskStarted', 50),
      at('TaskTimedOut', 52),
      at('TaskScheduled', 60),
      at('TaskStarted', 60),
    ]
    expect(usageOf(events, 65_000)).toEqual({ passSeconds: 10 + 2 + 5, invocations: 3, transitions: 5 })
  })

  test('leaves out the start of a successor, which no function does', () => {
    const details = { taskScheduledEventDetails: { resourceType: 'states', resource: 'startExecution' } }
    const scheduled = { ...at('TaskScheduled', 0), ...details } as HistoryEvent
    const events = [at('TaskStateEntered', 0), scheduled, at('TaskStarted', 0), at('TaskSucceeded', 9)]
    expect(usageOf(events, 9_000)).toEqual({ passSeconds: 0, invocations: 0, transitions: 1 })
  })
})

test.each([
  [8_123, '8.1 s'],
  [59_960, '1 min 0 s'],
  [723_000, '12 min 3 s'],
  [3_599_700, '1 h 0 min'],
  [11_100_000, '3 h 5 min'],
  [187_200_000, '2 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
