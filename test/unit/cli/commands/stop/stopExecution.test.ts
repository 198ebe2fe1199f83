import { describe, expect, test } from '@jest/globals'
import { stopExecution } from '../../../../../cli/commands/stop/stopExecution.ts'
import { parseExecutionArn } from '../../../../../cli/executions/names.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { answered, completed, roundOf, tokenAfter } from '../../../../support/stepfunctions/stagedAnswers.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'

async function stopped(stage: DeployedStage, arn: string, sleep = async () => {}) {
  await using server = await startStepFunctions(stage.answer)
  const result = await stopExecution(server.client, parseExecutionArn(arn), new AbortController().signal, sleep)
  return { ...result, actions: server.requests.map(({ action }) => action) }
}

describe('stopping a deployed execution', () => {
  test('finds the token of the last pass that answered, and keeps the rest of the input beside it', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { readers: 3, force: true })
    stage.pass(arn, answered(1))
    stage.pass(arn, answered(2))
    stage.passStarts(arn)
    stage.passFails(arn, 'Runtime.ExitError', 'died')
    expect(await stopped(stage, arn)).toMatchObject({
      stopped: true,
      passes: 2,
      execution: { status: 'ABORTED', error: 'Stopped' },
      continuationToken: 'token-2',
      nextInput: { readers: 3, force: true, continuationToken: 'token-2' },
    })
  })

  test('whose passes never answered goes on from the token it began with', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { continuationToken: 'earlier' })
    stage.passStarts(arn)
    expect(await stopped(stage, arn)).toMatchObject({
      passes: 0,
      continuationToken: 'earlier',
      nextInput: { continuationToken: 'earlier' },
    })
  })

  test('goes on from the token that Begin found, and from its own by a token alone', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { readers: 3, continueFrom: 'before' })
    stage.begins(arn, { continuationToken: tokenAfter({ deleted: 30, passes: 3 }, 2) })
    expect(await stopped(stage, arn)).toMatchObject({ passes: 0, nextInput: { readers: 3 } })
    stage.pass(arn, answered(4))
    const { passes, nextInput } = await stopped(stage, arn)
    expect(passes).toBe(1)
    expect(nextInput).toEqual({ readers: 3, continuationToken: 'token-4' })
  })

  test('that was to continue another and failed before it could is to continue that one', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { continueFrom: 'before' })
    stage.fails(arn, 'AccessDenied', 'a sentence')
    expect((await stopped(stage, arn)).nextInput).toEqual({ continueFrom: 'before' })
  })

  test('that began anew and has no answer is to be started anew', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { olderThan: '30d' })
    const { continuationToken, nextInput } = await stopped(stage, arn)
    expect(continuationToken).toBeUndefined()
    expect(nextInput).toEqual({ olderThan: '30d' })
  })

  test('whose last pass had read everything has nothing to go on from, its first token least of all', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { continuationToken: 'earlier' })
    stage.pass(arn, completed(1, { ledger: { failed: 2 } }))
    stage.fails(arn, 'FailedItems', '2 items')
    const { stopped: byUs, continuationToken, nextInput, actions } = await stopped(stage, arn)
    expect(byUs).toBe(false)
    expect(continuationToken).toBeUndefined()
    expect(nextInput).toEqual({})
    expect(actions).not.toContain('StopExecution')
  })

  test('that ends while it is stopped is reported as what it ended as', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.passStarts(arn)
    await using server = await startStepFunctions((request) => {
      if (request.action === 'StopExecution') {
        stage.passAnswers(arn, completed(1))
        stage.succeeds(arn, completed(1))
      }
      return stage.answer(request)
    })
    const result = await stopExecution(
      server.client,
      parseExecutionArn(arn),
      new AbortController().signal,
      async () => {},
    )
    expect(result).toMatchObject({ stopped: false, execution: { status: 'SUCCEEDED' } })
  })

  test('waits until the history shows the end, so that an answer given meanwhile is not lost', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.pass(arn, answered(1))
    let looks = 0
    await using server = await startStepFunctions((request) => {
      const answer = stage.answer(request)
      if (request.action !== 'GetExecutionHistory' || !('ok' in answer) || looks++ > 2) return answer
      const { events } = answer.ok as { events: { type: string }[] }
      return { ok: { events: events.filter(({ type }) => !type.startsWith('ExecutionAborted') && looks > 2) } }
    })
    let waits = 0
    const result = await stopExecution(
      server.client,
      parseExecutionArn(arn),
      new AbortController().signal,
      async () => {
        waits++
      },
    )
    expect(waits).toBe(3)
    expect(result.continuationToken).toBe('token-1')
  })
})

describe('stopping a parent', () => {
  const SHARDS = { '1/3': 'p-shard-1-of-3', '2/3': 'p-shard-2-of-3', '3/3': 'p-shard-3-of-3' }

  test('stops its shards that run too, and goes on by its name', async () => {
    const stage = new DeployedStage(MACHINE)
    const parent = stage.execution(MACHINE, 'p', { shards: 3 })
    stage.begins(parent, { status: 'shards', round: roundOf(SHARDS) })
    const done = stage.execution(MACHINE, 'p-shard-1-of-3', { shard: '1/3', parent })
    stage.pass(done, completed(1))
    stage.succeeds(done, completed(1))
    const runs = stage.execution(MACHINE, 'p-shard-2-of-3', { shard: '2/3', parent })
    stage.pass(runs, answered(2))
    await using server = await startStepFunctions(stage.answer)
    const signal = new AbortController().signal
    const result = await stopExecution(server.client, parseExecutionArn(parent), signal, async () => {})
    const stops = server.requests.flatMap(({ action, body }) => (action === 'StopExecution' ? [body.executionArn] : []))
    expect(stops).toEqual([parent, runs])
    expect(result).toMatchObject({
      stopped: true,
      passes: 3,
      continuationToken: undefined,
      nextInput: { shards: 3, continueFrom: 'p' },
    })
    expect(result.shards.map(({ shard, status }) => [shard, status])).toEqual([
      ['1/3', 'SUCCEEDED'],
      ['2/3', 'ABORTED'],
      ['3/3', undefined],
    ])
  })
})
