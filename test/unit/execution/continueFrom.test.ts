import { describe, expect, test } from '@jest/globals'
import { continueFrom } from '../../../functions/scavenge/execution/continueFrom.ts'
import { DeployedStage } from '../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'
import { WAITLESS } from '../../support/stepfunctions/waitless.ts'

const MACHINE = 'dynamodb-scavenger-dev-jobs'
const ARN = DeployedStage.arnOf(MACHINE, 'one')
const SELF = DeployedStage.arnOf(MACHINE, 'two')
const goOn = { status: 'continue', continuationToken: 'token', ledger: { deleted: 5 } }

/** Continues from an execution named `one`, in which something happened. */
async function continued(
  happen: (stage: DeployedStage) => void = () => undefined,
  { from = 'one', self = SELF, input = {} } = {},
) {
  const stage = new DeployedStage(MACHINE)
  stage.execution(MACHINE, 'one', input)
  happen(stage)
  await using server = await startStepFunctions((request) => stage.answer(request))
  const requests = { client: server.client, ...WAITLESS }
  const found = await continueFrom(from, self, requests).catch((error: unknown) => error)
  return { found, asked: server.requests.length, stage }
}

describe('an execution goes on', () => {
  test.each([
    ['its name', 'one'],
    ['its ARN', ARN],
  ])('from one that failed, by %s', async (_, from) => {
    const { found } = await continued(
      (stage) => {
        stage.pass(ARN, goOn)
        stage.fails(ARN, 'NoProgress', 'a sentence')
      },
      { from },
    )
    expect(found).toEqual({ token: 'token', notBeforeMs: 0 })
  })

  test('from one that was stopped, once its pass has drained', async () => {
    const { found, stage } = await continued((stage) => {
      stage.pass(ARN, goOn)
      stage.ends(ARN, 'ABORTED', { error: 'Stopped', cause: 'by hand' })
    })
    expect(found).toEqual({ token: 'token', notBeforeMs: stage.nowMs + 30_000 })
  })

  test('from a shard that ended as continued without a successor', async () => {
    const { found } = await continued((stage) => {
      stage.pass(ARN, goOn)
      stage.succeeds(ARN, { status: 'continued', ledger: {} })
    })
    expect(found).toEqual({ token: 'token', notBeforeMs: 0 })
  })

  test('from such a shard after the wait that its last pass left, but for a window, which may be another one by now', async () => {
    const after = (waits: object) =>
      continued((stage) => {
        stage.pass(ARN, { ...goOn, status: 'continued', ...waits })
        stage.succeeds(ARN, { status: 'continued', ledger: {} })
      })
    const { found, stage } = await after({ waitSeconds: 120 })
    expect(found).toEqual({ token: 'token', notBeforeMs: stage.nowMs + 120_000 })
    const ofWindow = await after({ waitSeconds: 7_200, windowOpens: '2026-11-24T22:00:00.000Z' })
    expect(ofWindow.found).toEqual({ token: 'token', notBeforeMs: 0 })
  })

  test('from the token with which one began that failed before a pass answered', async () => {
    const { found } = await continued((stage) => stage.fails(ARN, 'AccessDenied', 'a sentence'), {
      input: { continuationToken: 'given' },
    })
    expect(found).toMatchObject({ token: 'given' })
  })
})

describe('an execution does not go on', () => {
  const refusals: readonly [string, Parameters<typeof continued>, string][] = [
    ['from one that runs', [], 'expected an execution that has ended, found one, which runs: stop it first'],
    [
      'from one that succeeded',
      [(stage) => stage.succeeds(ARN, { status: 'complete', ledger: {} })],
      'expected an execution that did not finish, found one, which succeeded: start without continueFrom',
    ],
    [
      'from one that handed over',
      [(stage) => stage.succeeds(ARN, { status: 'continued', successor: `${ARN}-2` })],
      `expected an execution that did not finish, found one, which handed over: continue from ${ARN}-2`,
    ],
    [
      'from one that read everything, and failed by items',
      [
        (stage) => {
          stage.pass(ARN, { status: 'complete', ledger: { failed: 1 } })
          stage.fails(ARN, 'FailedItems', 'a sentence')
        },
      ],
      'expected an execution that left something to read, found one, whose last pass had read the whole table: start without continueFrom',
    ],
    [
      'from one that failed before its first pass answered',
      [(stage) => stage.fails(ARN, 'Unconfirmed', 'a sentence')],
      'expected an execution of which a pass answered, found one, which ended as FAILED (Unconfirmed) before that: start without continueFrom',
    ],
    [
      'from one that is not there',
      [undefined, { from: 'three' }],
      'expected an execution of this state machine, found none of the name three: an ended one is kept for 90 days; correct the name, or start without continueFrom',
    ],
    [
      'from what is no name',
      [undefined, { from: 'one/two' }],
      'expected the name or the ARN of an execution of this state machine, found "one/two": npx scavenge list shows them',
    ],
    [
      'from one of another state machine',
      [undefined, { from: DeployedStage.arnOf('another', 'one') }],
      'expected an execution of arn:aws:states:us-east-1:000000000000:stateMachine:dynamodb-scavenger-dev-jobs, found one of ' +
        'arn:aws:states:us-east-1:000000000000:stateMachine:another: start an execution of that state machine, or name another',
    ],
    [
      'in a local run',
      [undefined, { self: 'arn:aws:states:local:000000000000:execution:jobs:two' }],
      'expected an execution in Step Functions, which keeps its past executions, found a local run: give its continuationToken instead',
    ],
  ]
  test.each(refusals)('%s', async (_, given, sentence) => {
    const { found } = await continued(...given)
    expect(found).toMatchObject({ name: 'InvalidInput', message: `execution input: continueFrom: ${sentence}` })
  })

  test('and asks once alone for one that is not there', async () => {
    const { asked } = await continued(undefined, { from: 'three' })
    expect(asked).toBe(1)
  })
})

describe('a parent', () => {
  const round = {
    number: 1,
    atOnce: 2,
    redrives: 0,
    lostPasses: 0,
    segments: 40,
    input: { cutoff: '2026-11-22T00:00:00.000Z', confirm: 'k7m2q9x4tb', dryRun: false },
    shards: [{ name: 'one-shard-1-of-2', input: { shard: '1/2' } }],
    ended: [],
  }
  const begins = (stage: DeployedStage) => stage.passAnswers(ARN, { status: 'shards', round })
  const over = { ...goOn, continuationToken: undefined, round }

  test('that failed or was stopped is gone on with by its shards', async () => {
    for (const status of ['FAILED', 'ABORTED']) {
      const { found } = await continued((stage) => {
        begins(stage)
        stage.ends(ARN, status, { error: 'ShardsFailed', cause: 'a sentence' })
      })
      expect(found).toEqual({ round, handsOver: false, notBeforeMs: 0 })
    }
  })

  test('that runs is gone on with by the successor that it names alone', async () => {
    const named = (stage: DeployedStage) => stage.passAnswers(ARN, { ...over, successor: 'one-2' })
    const self = DeployedStage.arnOf(MACHINE, 'one-2')
    await expect(continued(named, { self })).resolves.toMatchObject({ found: { round, handsOver: true } })
    await expect(continued(named)).resolves.toMatchObject({ found: { name: 'InvalidInput' } })
    await expect(continued(begins, { self })).resolves.toMatchObject({ found: { name: 'InvalidInput' } })
  })

  test('that hands over is waited for where its history lags behind', async () => {
    const stage = new DeployedStage(MACHINE)
    stage.execution(MACHINE, 'one')
    begins(stage)
    await using server = await startStepFunctions((request) => {
      const lagging = stage.answer(request)
      if (server.requests.length === 2) stage.passAnswers(ARN, { ...over, successor: 'one-2' })
      return lagging
    })
    const requests = { client: server.client, ...WAITLESS }
    const found = await continueFrom('one', DeployedStage.arnOf(MACHINE, 'one-2'), requests)
    expect(found).toEqual({ round, handsOver: true, notBeforeMs: 0 })
  })

  test('that has finished is not gone on with', async () => {
    const { found } = await continued((stage) => {
      stage.passAnswers(ARN, { ...over, status: 'complete' })
      stage.fails(ARN, 'FailedItems', 'a sentence')
    })
    expect(found).toMatchObject({ name: 'InvalidInput' })
  })
})

test('a shard of a local run goes on from one of its kind, and nothing else does there', async () => {
  const local = 'arn:aws:states:local:000000000000:execution:jobs'
  const stage = new DeployedStage(MACHINE)
  await using server = await startStepFunctions((request) => stage.answer(request))
  const requests = { client: server.client, ...WAITLESS }
  const from = (name: string, self: string) => continueFrom(name, `${local}:${self}`, requests)
  await expect(from('one-shard-1-of-2', 'one-shard-1-of-2-r2')).rejects.toThrow('none of the name one-shard-1-of-2')
  await expect(from('one', 'two')).rejects.toThrow('a local run')
})
