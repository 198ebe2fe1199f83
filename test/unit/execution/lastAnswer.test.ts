import { describe, expect, test } from '@jest/globals'
import { lastAnswer } from '../../../functions/scavenge/execution/lastAnswer.ts'
import { DeployedStage } from '../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'
import { WAITLESS } from '../../support/stepfunctions/waitless.ts'

const MACHINE = 'dynamodb-scavenger-dev-jobs'
const LEDGER = { matched: 5, deleted: 5, passes: 2 }
const PROGRESS = { segmentsDone: 3, totalSegments: 40 }
const goOn = (continuationToken: string, changes: object = {}) => ({
  status: 'continue',
  continuationToken,
  ledger: LEDGER,
  progress: PROGRESS,
  ...changes,
})

/** What is found in an execution in which something happened; and the requests that it took. */
async function found(happen: (stage: DeployedStage, arn: string) => void, input: object = {}) {
  const stage = new DeployedStage(MACHINE)
  const arn = stage.execution(MACHINE, 'one', input)
  happen(stage, arn)
  await using server = await startStepFunctions((request) => stage.answer(request))
  const answer = await lastAnswer({ arn, ended: false }, { client: server.client, ...WAITLESS })
  return { answer, requests: server.requests }
}

function begins(stage: DeployedStage, arn: string, answer: object): void {
  const output = JSON.stringify({ ExecutedVersion: '$LATEST', Payload: { status: 'start', decided: {}, ...answer } })
  stage.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output } })
  stage.happens(arn, 'TaskStateExited', {
    stateExitedEventDetails: {
      name: 'Begin',
      output: JSON.stringify({
        input: {},
        begin: { Payload: { status: 'start', decided: {}, ...answer } },
        pass: { Payload: { status: 'start', continuationToken: null } },
      }),
    },
  })
}

test('the history of an execution that has ended is read once its end is in it, since it may lag behind', async () => {
  const stage = new DeployedStage(MACHINE)
  const arn = stage.execution(MACHINE, 'one')
  stage.pass(arn, goOn('older'))
  await using server = await startStepFunctions((request) => {
    const lagging = stage.answer(request)
    if (server.requests.length === 1) {
      stage.pass(arn, goOn('newest'))
      stage.fails(arn, 'NoProgress', 'a sentence')
    }
    return lagging
  })
  const requests = { client: server.client, ...WAITLESS }
  await expect(lastAnswer({ arn, ended: true }, requests)).resolves.toMatchObject({ token: 'newest' })
})

describe('the last answer in an execution', () => {
  test('is that of the newest pass, with its token, ledger and progress', async () => {
    const { answer, requests } = await found((stage, arn) => {
      begins(stage, arn, {})
      stage.pass(arn, goOn('old'))
      stage.pass(arn, goOn('new'))
      stage.passStarts(arn)
      stage.fails(arn, 'NoProgress', 'a sentence')
    })
    expect(answer).toEqual({ status: 'continue', token: 'new', ledger: LEDGER, progress: PROGRESS })
    expect(requests.map(({ body }) => [body.reverseOrder, body.includeExecutionData])).toEqual([[true, true]])
  })

  test('is found behind pages of other events', async () => {
    const { answer, requests } = await found((stage, arn) => {
      stage.pass(arn, goOn('one'))
      for (let tries = 0; tries < 50; tries++) stage.passFails(arn, 'Lambda.TooManyRequestsException', 'a sentence')
    })
    expect(answer).toMatchObject({ token: 'one' })
    expect(requests.length).toBeGreaterThan(2)
  })

  test('is also what a task was given: a pass that was tried hundreds of times keeps it near', async () => {
    const { answer, requests } = await found((stage, arn) => {
      stage.pass(arn, goOn('one'))
      const parameters = JSON.stringify({ FunctionName: 'f', Payload: { input: {}, pass: goOn('one') } })
      for (let tries = 0; tries < 50; tries++) {
        stage.happens(arn, 'TaskScheduled', { taskScheduledEventDetails: { parameters } })
        stage.passFails(arn, 'Lambda.TooManyRequestsException', 'a sentence')
      }
    })
    expect(answer).toMatchObject({ token: 'one', ledger: LEDGER })
    expect(requests).toHaveLength(1)
  })

  test.each(['complete', 'guardTripped'])('tells that it was %s', async (status) => {
    const { answer } = await found((stage, arn) => {
      stage.pass(arn, goOn('old'))
      stage.pass(arn, { status, ledger: LEDGER, ...(status === 'guardTripped' && { continuationToken: 'new' }) })
    })
    expect(answer).toEqual({ status, ledger: LEDGER, ...(status === 'guardTripped' && { token: 'new' }) })
  })

  test('is the pass’s, not the output of an execution that handed over', async () => {
    const { answer } = await found((stage, arn) => {
      stage.pass(arn, goOn('one'))
      const output = JSON.stringify({ status: 'continued', ledger: LEDGER, progress: PROGRESS })
      stage.happens(arn, 'SucceedStateExited', { stateExitedEventDetails: { name: 'ShardContinued', output } })
      stage.succeeds(arn, JSON.parse(output))
    })
    expect(answer).toMatchObject({ status: 'continue', token: 'one' })
  })

  test('without a pass is the token that the input brought', async () => {
    const { answer } = await found((stage, arn) => begins(stage, arn, {}), { continuationToken: 'given' })
    expect(answer).toEqual({ status: 'start', token: 'given' })
  })

  test('without a pass is the token that Begin found', async () => {
    const { answer } = await found((stage, arn) => begins(stage, arn, { continuationToken: 'found' }), {
      continueFrom: 'another',
    })
    expect(answer).toEqual({ status: 'start', token: 'found' })
  })

  test('without a pass and a token is none', async () => {
    const { answer } = await found((stage, arn) => {
      begins(stage, arn, {})
      stage.passStarts(arn)
      stage.fails(arn, 'NoProgress', 'a sentence')
    })
    expect(answer).toBeUndefined()
  })

  test('of a shard that leaves its rest is that of its last pass', async () => {
    const answered = { ...goOn('one'), status: 'continued' }
    const { answer } = await found((stage, arn) => {
      stage.pass(arn, answered)
      const output = { status: 'continued', ledger: LEDGER, progress: PROGRESS }
      stage.happens(arn, 'PassStateExited', { stateExitedEventDetails: { output: JSON.stringify({ output }) } })
      stage.happens(arn, 'SucceedStateExited', { stateExitedEventDetails: { output: JSON.stringify(output) } })
      stage.succeeds(arn, output)
    })
    expect(answer).toEqual({ status: 'continued', token: 'one', ledger: LEDGER, progress: PROGRESS })
  })

  test('is never an older one where the newest came in part', async () => {
    const asked = found((stage, arn) => {
      stage.pass(arn, goOn('old'))
      const output = JSON.stringify({ Payload: goOn('new') }).slice(0, 40)
      stage.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output, outputDetails: { truncated: true } } })
    })
    await expect(asked).rejects.toThrow('expected the whole output, found a part of it')
  })
})

describe('the last answer in a parent', () => {
  const roundOf = (number: number) => ({
    number,
    atOnce: 2,
    redrives: 0,
    lostPasses: 0,
    segments: 40,
    input: { cutoff: '2026-11-22T00:00:00.000Z', confirm: 'k7m2q9x4tb', dryRun: false },
    shards: [{ name: `one-shard-1-of-2-r${number}`, input: { shard: '1/2' } }],
    ended: [{ shard: '2/2', name: 'one-shard-2-of-2' }],
  })
  const begun = { status: 'shards', decided: {}, round: roundOf(1) }
  const exits = (stage: DeployedStage, arn: string, state: object) => {
    const output = JSON.stringify({ input: {}, begin: { Payload: begun }, ...state })
    stage.happens(arn, 'PassStateExited', { stateExitedEventDetails: { output } })
  }
  const succeeds = (stage: DeployedStage, arn: string, Payload: object) => {
    stage.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output: JSON.stringify({ Payload }) } })
  }
  const sum = { ledger: LEDGER, progress: PROGRESS }
  const start = { Payload: { status: 'start', continuationToken: null } }

  test('has the round that Begin dealt out, also while its shards run', async () => {
    const { answer } = await found((stage, arn) => succeeds(stage, arn, begun))
    expect(answer).toEqual({ status: 'shards', round: roundOf(1) })
    const { answer: running } = await found((stage, arn) => {
      succeeds(stage, arn, begun)
      exits(stage, arn, { round: roundOf(1), pass: start })
      const parameters = JSON.stringify({ Name: 'one-shard-1-of-2', Input: { shard: '1/2', continueFrom: 'old' } })
      stage.happens(arn, 'TaskScheduled', { taskScheduledEventDetails: { parameters } })
    })
    expect(running).toEqual({ status: 'shards', round: roundOf(1) })
  })

  test('has the newest round, wherever the execution ended', async () => {
    const next = { status: 'shards', round: roundOf(2), ...sum }
    const gathered = (stage: DeployedStage, arn: string) => {
      succeeds(stage, arn, begun)
      exits(stage, arn, { round: roundOf(1), pass: start })
      succeeds(stage, arn, next)
    }
    const afterGather = await found((stage, arn) => {
      gathered(stage, arn)
      exits(stage, arn, { round: roundOf(1), pass: { Payload: next } })
    })
    expect(afterGather.answer).toEqual({ status: 'shards', round: roundOf(2), ...sum })
    const afterFailure = await found((stage, arn) => {
      gathered(stage, arn)
      exits(stage, arn, { round: roundOf(2), pass: { Payload: { status: 'shards', historyEvents: 300 } } })
      const Payload = { task: 'gather', pass: { status: 'shards' }, round: roundOf(2) }
      const parameters = JSON.stringify({ FunctionName: 'f', Payload })
      stage.happens(arn, 'TaskScheduled', { taskScheduledEventDetails: { parameters } })
      stage.passFails(arn, 'ShardsFailed', 'a sentence')
    })
    expect(afterFailure.answer).toEqual({ status: 'shards', round: roundOf(2) })
  })

  test('names the execution to which it hands over', async () => {
    const over = { status: 'continue', waitSeconds: 0, successor: 'one-2', round: roundOf(2), ...sum }
    const wanted = { status: 'continue', successor: 'one-2', round: roundOf(2), ...sum }
    const { answer } = await found((stage, arn) => succeeds(stage, arn, over))
    expect(answer).toEqual(wanted)
    const { answer: whileItStarts } = await found((stage, arn) => {
      succeeds(stage, arn, begun)
      succeeds(stage, arn, over)
      exits(stage, arn, { round: roundOf(2), pass: { Payload: over } })
      exits(stage, arn, {
        changes: { force: true, continueFrom: 'one' },
        name: 'one-2',
        output: { status: 'continued' },
      })
    })
    expect(whileItStarts).toEqual(wanted)
  })

  test('is none that a refused input holds', async () => {
    const { answer } = await found((stage, arn) => {
      const output = JSON.stringify({ round: roundOf(1), status: 'continue', continuationToken: 'typed', ledger: {} })
      stage.happens(arn, 'ChoiceStateExited', { stateExitedEventDetails: { name: 'HasToken', output } })
    })
    expect(answer).toBeUndefined()
  })
})
