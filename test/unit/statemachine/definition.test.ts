import { describe, expect, test } from '@jest/globals'
import { ERROR_NAMES } from '../../../functions/scavenge/errors.ts'
import { MOST_RETRIES, RETRIER_ATTEMPTS, RETRY_EVENTS } from '../../../functions/scavenge/execution/retries.ts'
import { MOST_START_RETRIES } from '../../../functions/scavenge/execution/shards/roundEvents.ts'
import { deployedDefinition, loadDefinition } from '../../../statemachine/definition.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../../../statemachine/functionTimeout.ts'
import { statemachineProblems } from '../../support/definition/definitionProblems.ts'
import { FUNCTION_ARN, runStatemachine } from '../../support/definition/definitionRun.ts'

const task = taskOf('Scavenge')
const [ours, stillRunning, lambda, anything] = task.Retry ?? []

/** Step Functions' own bound. */
const MAX_HISTORY_EVENTS = 25_000

/** Seconds that a retrier waits before it gives up, on average: full jitter halves each wait. */
function waitedSeconds(retrier: RetrierLike | undefined): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, MaxAttempts = 3, JitterStrategy } = retrier ?? {}
  const waits = Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds ?? Number.POSITIVE_INFINITY),
  )
  return waits.reduce((sum, wait) => sum + wait, 0) / (JitterStrategy === 'FULL' ? 2 : 1)
}

interface RetrierLike {
  readonly IntervalSeconds?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
  readonly MaxAttempts?: number
  readonly JitterStrategy?: string
}

function taskOf(name: string) {
  const task = loadDefinition(FUNCTION_ARN).States[name]
  if (task?.Type !== 'Task') throw new Error(`expected the state ${name} to be a task`)
  return task
}

describe('the definition', () => {
  test.each(['aws', 'aws-cn', 'aws-us-gov'])('is clean for both validators in the partition %s', async (partition) => {
    const definition = JSON.stringify(loadDefinition(FUNCTION_ARN, partition))
    expect(definition).toContain(`"arn:${partition}:states:::lambda:invoke"`)
    await expect(statemachineProblems(definition)).resolves.toEqual([])
  })

  test('names no partition of its own when it is deployed', () => {
    const definition = deployedDefinition({ 'Fn::GetAtt': ['SomeLambdaFunction', 'Arn'] })
    const arns = JSON.stringify(definition).match(/"Resource":\{"Fn::Sub":"[^"]*"\}/g)
    const arn = (integration: string) => `"Resource":{"Fn::Sub":"arn:\${AWS::Partition}:states:::${integration}"}`
    const integrations = ['lambda:invoke', 'lambda:invoke', 'states:startExecution.sync:2', 'lambda:invoke']
    expect(arns).toEqual([...integrations, 'states:startExecution'].map(arn))
    expect(JSON.stringify(definition).match(/"Resource":/g)).toHaveLength(5)
  })

  test('is not clean for them when a retrier or a transition is wrong', async () => {
    const definition = JSON.stringify(loadDefinition(FUNCTION_ARN))
    await expect(statemachineProblems(definition.replace('MaxAttempts', 'MaxAttemps'))).resolves.not.toEqual([])
    await expect(statemachineProblems(definition.replace('"Next":"Wait"', '"Next":"Wit"'))).resolves.not.toEqual([])
  })

  test('invokes the function that it is given', () => {
    const reference = { 'Fn::GetAtt': ['SomeLambdaFunction', 'Arn'] } as const
    const { Begin, Scavenge } = loadDefinition(reference).States
    for (const state of [Begin, Scavenge]) expect(state).toHaveProperty(['Parameters', 'FunctionName'], reference)
  })

  test('waits for a pass longer than a pass can take', () => {
    expect(task.TimeoutSeconds).toBe(FUNCTION_TIMEOUT_SECONDS + 60)
  })
})

test.each(['Begin', 'Gather'])('%s waits, retries and catches as a pass does', (name) => {
  const { TimeoutSeconds, Retry, Catch } = taskOf(name)
  expect({ TimeoutSeconds, Retry, Catch }).toEqual({
    TimeoutSeconds: task.TimeoutSeconds,
    Retry: task.Retry,
    Catch: task.Catch,
  })
})

describe('retrying', () => {
  test('the first retrier names every error of ours and no other, and never retries', () => {
    expect(ours?.ErrorEquals.toSorted()).toEqual(ERROR_NAMES.toSorted())
    expect(ours?.MaxAttempts).toBe(0)
  })

  test('an error that may leave the pass running waits one function timeout, exactly', () => {
    expect(stillRunning).toEqual({
      ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.SdkClientException'],
      IntervalSeconds: FUNCTION_TIMEOUT_SECONDS,
      BackoffRate: 1,
      MaxAttempts: expect.any(Number),
    })
  })

  test.each([
    ['TooManyRequestsException', 4],
    ['ServiceException', 4],
    ['AWSLambdaException', 4],
    ['SdkClientException', 6],
    ['ResourceNotReadyException', 4],
  ])('Lambda.%s is waited for over %d hours at least', (name, hours) => {
    const retrier = task.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(`Lambda.${name}`))
    expect(waitedSeconds(retrier)).toBeGreaterThanOrEqual(hours * 3_600)
  })

  test('a throttled function is tried again soon: where one instance is reserved, a start waits for a pass to end', () => {
    expect(lambda).toMatchObject({ JitterStrategy: 'FULL', MaxDelaySeconds: 120 })
  })

  test('takes as many tries as the estimate of the history counts, and hands over before there are too many', () => {
    expect(task.Retry?.map(({ MaxAttempts }) => MaxAttempts)).toEqual(RETRIER_ATTEMPTS)
    const { Begin, Scavenge } = loadDefinition(FUNCTION_ARN).States
    expect(Begin).toHaveProperty(['ResultSelector', 'retryCount.$'], '$$.State.RetryCount')
    expect(Scavenge).toHaveProperty(['Parameters', 'Payload', 'beginRetryCount.$'], '$.begin.retryCount')
    const { historyEvents } = Object(Scavenge).Parameters.Payload.limits
    expect(historyEvents + 2 * MOST_RETRIES * RETRY_EVENTS).toBeLessThan(MAX_HISTORY_EVENTS - 1_000)
  })

  test('a shard’s start is tried as often as the estimate of the history counts, and an ended shard is not started again', () => {
    const { Shards } = loadDefinition(FUNCTION_ARN).States
    const { Retry, Catch } = Object(Shards).ItemProcessor.States.StartShard
    expect(Retry).toMatchObject([{ MaxAttempts: MOST_START_RETRIES }])
    const again = Retry.flatMap(({ ErrorEquals }: { readonly ErrorEquals: readonly string[] }) => ErrorEquals)
    expect(again).not.toContain('States.TaskFailed')
    expect(again).not.toContain('StepFunctions.ExecutionAlreadyExistsException')
    expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'ShardEnded' }])
  })

  test('the last retrier takes all else with backoff, full jitter and a bound', () => {
    expect(anything).toMatchObject({
      ErrorEquals: ['States.ALL'],
      MaxDelaySeconds: 60,
      MaxAttempts: 8,
      JitterStrategy: 'FULL',
    })
    expect(task.Retry).toHaveLength(4)
  })

  test('only what a person has to decide is caught, so that a redrive can repeat all others', () => {
    expect(task.Catch?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual([
      'InvalidInput',
      'InvalidContinuationToken',
      'Unconfirmed',
      'GuardTripped',
    ])
  })
})

describe('the continuation token', () => {
  const count = (value: unknown, token: string) => JSON.stringify(value).split(token).length - 1

  test('stands in no state twice, wherever it came from', async () => {
    const { entered, begins, events } = await runStatemachine({ dryRun: true, continuationToken: 'given-token' }, [
      { status: 'continue', continuationToken: 'passed-token', waitSeconds: 1 },
      { status: 'complete', ledger: { failed: 0 } },
    ])
    expect(entered.map(({ name }) => name)).toEqual([
      'HasToken',
      'StartFromToken',
      'Forced',
      'Yield',
      'Begin',
      'Begun',
      'Scavenge',
      'Status',
      'Wait',
      'Scavenge',
      'Status',
      'Echo',
      'Estimated',
      'Complete',
    ])
    const tokens = entered.map(({ input }) => count(input, 'given-token') + count(input, 'passed-token'))
    expect(Math.max(...tokens)).toBe(1)
    const inEvents = [...begins, ...events].map((event) => count(event, 'given-token') + count(event, 'passed-token'))
    expect(inEvents).toEqual([1, 1, 1])
  })

  test('that Begin found for continueFrom is moved to the pass, and a successor is not told of continueFrom', async () => {
    const found = { status: 'start', decided: { readers: 1 }, continuationToken: 'found-token', waitSeconds: 7 }
    const complete = { status: 'complete', ledger: { failed: 0 } }
    const { entered, begins, events, result } = await runStatemachine(
      { continueFrom: 'one' },
      { passes: [complete], begins: [found] },
    )
    expect(begins.map(({ input, pass }) => [input, pass.continuationToken])).toEqual([[{ continueFrom: 'one' }, null]])
    expect(events.map(({ input, pass }) => [input, pass])).toEqual([
      [{ continueFrom: null }, { status: 'start', continuationToken: 'found-token', historyEvents: 22 }],
    ])
    expect(entered.map(({ name }) => name).slice(4, 9)).toEqual(['Begin', 'Begun', 'MoveToken', 'Begun', 'AwaitWindow'])
    expect(Math.max(...entered.map(({ input }) => count(input, 'found-token')))).toBe(1)
    expect(result).toEqual({ ...complete, decided: { readers: 1 } })
  })
})
