import { describe, expect, test } from '@jest/globals'
import { lastAnswer } from '../../../functions/scavenge/execution/lastAnswer.ts'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'
import { DeployedStage } from '../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'

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
  const answer = await lastAnswer({ arn }, { client: server.client, clock: realClock, random: Math.random })
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

  test('of a parent brings the round of its shards', async () => {
    const round = { number: 2, shards: [{ shard: '1/2', name: 'one-shard-1-of-2' }] }
    const { answer } = await found((stage, arn) => {
      begins(stage, arn, { status: 'shards', round })
      stage.happens(arn, 'MapStateStarted')
    })
    expect(answer).toEqual({ status: 'shards', round })
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
