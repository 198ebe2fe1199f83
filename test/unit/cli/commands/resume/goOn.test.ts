import { describe, expect, test } from '@jest/globals'
import { goOn } from '../../../../../cli/commands/resume/goOn.ts'
import { parseExecutionArn } from '../../../../../cli/executions/names.ts'
import type { ExecutionInput } from '../../../../../cli/shell/executionInput.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { answered, completed, roundOf } from '../../../../support/stepfunctions/stagedAnswers.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'

interface Going {
  readonly changes?: ExecutionInput
  /** Seconds since the execution ended. */
  readonly secondsSince?: number
  readonly signal?: AbortSignal
}

async function goneOn(stage: DeployedStage, arn: string, { changes = {}, secondsSince = 0, signal }: Going = {}) {
  await using server = await startStepFunctions(stage.answer)
  const waits: number[] = []
  const result = goOn(parseExecutionArn(arn), {
    client: server.client,
    changes,
    signal: signal ?? new AbortController().signal,
    onWait: (seconds) => waits.push(seconds),
    sleep: async (_, sleeping) => sleeping.throwIfAborted(),
    nowMs: () => stage.nowMs + secondsSince * 1_000,
  })
  const outcome = await result.then(
    (gone) => ({ gone, error: undefined }),
    (error: Error) => ({ gone: undefined, error }),
  )
  const started = server.requests.flatMap(({ action, body }) =>
    action === 'StartExecution' ? [JSON.parse(String(body.input))] : [],
  )
  return { ...outcome, waits, started, actions: server.requests.map(({ action }) => action) }
}

describe('going on from an execution', () => {
  test('stops one that runs, waits until its pass has drained, and starts from its last token with the changes', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { readers: 3, maxWriteUnitsPerSecond: 50 })
    stage.pass(arn, answered(1))
    stage.passStarts(arn)
    const { gone, waits, started, actions } = await goneOn(stage, arn, { changes: { maxWriteUnitsPerSecond: 200 } })
    expect(actions.indexOf('StopExecution')).toBeLessThan(actions.indexOf('StartExecution'))
    expect(waits).toEqual([30])
    expect(started).toEqual([{ readers: 3, maxWriteUnitsPerSecond: 200, continuationToken: 'token-1' }])
    expect(gone?.started.arn).not.toBe(arn)
    expect(gone?.from.passes).toBe(1)
  })

  test('waits for no pass where none was running', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.pass(arn, answered(1))
    stage.happens(arn, 'WaitStateEntered', { stateEnteredEventDetails: { name: 'Wait' } })
    expect((await goneOn(stage, arn)).waits).toEqual([])
  })

  test('waits only for what is left of the 30 s since the end', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.passStarts(arn)
    stage.ends(arn, 'ABORTED', { error: 'Stopped', cause: 'by hand' })
    expect((await goneOn(stage, arn, { secondsSince: 12 })).waits).toEqual([18])
    expect((await goneOn(stage, arn, { secondsSince: 300 })).waits).toEqual([])
  })

  test('goes on from the token of a pass that a guard ended', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a', { guards: { maxDeletes: 100 } })
    stage.pass(arn, answered(1, { status: 'guardTripped' }))
    stage.fails(arn, 'GuardTripped', 'guard maxDeletes: …')
    const changes = { confirm: 'k7m2q9x4tb', guards: { maxDeletes: 'none' } }
    const { started, actions, waits } = await goneOn(stage, arn, { changes })
    expect(started).toEqual([{ ...changes, continuationToken: 'token-1' }])
    expect(actions).not.toContain('StopExecution')
    expect(waits).toEqual([])
  })

  test('goes on from a parent by its name, whose shards it stops', async () => {
    const stage = new DeployedStage(MACHINE)
    const parent = stage.execution(MACHINE, 'p', { shards: 2, readers: 3 })
    stage.begins(parent, { status: 'shards', round: roundOf({ '1/2': 'p-shard-1-of-2', '2/2': 'p-shard-2-of-2' }) })
    stage.pass(stage.execution(MACHINE, 'p-shard-1-of-2', { shard: '1/2', parent }), answered(1))
    const { started, actions } = await goneOn(stage, parent, { changes: { readers: 5 } })
    expect(started).toEqual([{ shards: 2, readers: 5, continueFrom: 'p' }])
    expect(actions.filter((action) => action === 'StopExecution')).toHaveLength(2)
  })

  test('starts nothing from one that succeeded', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.pass(arn, completed(1))
    stage.succeeds(arn, completed(1))
    const { error, started } = await goneOn(stage, arn)
    expect([error?.name, started]).toEqual(['NothingLeft', []])
  })

  test('names the successor of one that handed over', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.succeeds(arn, { status: 'continued', successor: `${arn}-2` })
    const { error, started } = await goneOn(stage, arn)
    expect(error?.message).toContain(`${arn}-2`)
    expect(started).toEqual([])
  })

  test('stops nothing for a change that is wrong', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    const { error, actions } = await goneOn(stage, arn, { changes: { continuationToken: 'mine' } })
    expect([error?.name, actions]).toEqual(['UsageError', []])
  })

  test('that is interrupted while the pass drains starts nothing', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'a')
    stage.passStarts(arn)
    const { error, started } = await goneOn(stage, arn, { signal: AbortSignal.abort(new Error('interrupted')) })
    expect([error?.message, started]).toEqual(['interrupted', []])
  })
})
