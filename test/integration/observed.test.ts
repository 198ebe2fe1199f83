import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { Lambda } from '../../cli/sandbox/lambda.ts'
import type { PassResult } from '../../functions/scavenge/pass/answer/passResult.ts'
import { clientOf, readItems, tableOf } from '../support/engines/tables.ts'
import { itemsOf, TIMELESS_KINDS } from '../support/oracle/fates.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { confirmation } from '../support/runs/confirmation.ts'
import { START_TIME } from '../support/runs/handlerRuns.ts'
import { environmentOn, UNDER_TEST } from '../support/runs/passEnvironment.ts'
import { evaluating, hurried } from '../support/runs/preload.ts'
import { shared } from '../support/shared/shared.ts'
import { type SfnAnswer, type SfnRequest, startStepFunctions } from '../support/stepfunctions/stepFunctionsServer.ts'

const PREFIX = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:'
const EXECUTION = `${PREFIX}one`
const PASS_MS = 300_000

let engine: Engine
let bundle: string
let client: DynamoDBClient

beforeAll(async () => {
  engine = await startEngine()
  bundle = await shared('bundle')
  client = clientOf(engine.endpoint)
})
afterAll(async () => {
  client.destroy()
  await engine.close()
})

const workers = (items: number) => tableOf(client, itemsOf(TIMELESS_KINDS, items, WORKERS_KEY))

interface Circumstances {
  readonly stepFunctions?: (request: SfnRequest) => SfnAnswer
  /** Of the execution. */
  readonly id?: string
  /** For the process of the function. */
  readonly environment?: Readonly<Record<string, string>>
}

/** One invocation of the deployed bundle in an execution of Step Functions, and what it wrote. */
async function invoke(
  rule: object,
  status: 'begin' | 'start',
  { stepFunctions = () => running, id = EXECUTION, environment }: Circumstances = {},
) {
  const lines: Record<string, unknown>[] = []
  await using server = await startStepFunctions(stepFunctions)
  const lambda = new Lambda({
    bundle,
    functionName: UNDER_TEST,
    timeoutMs: PASS_MS,
    memoryMb: 512,
    onLog: (line) => lines.push(JSON.parse(line)),
    environment: async () => ({
      ...environmentOn(engine.endpoint, rule),
      STAGE: 'dev',
      AWS_ENDPOINT_URL_SFN: server.endpoint,
      ...environment,
    }),
  })
  const input = await confirmation((event) => lambda.invoke(event))
  lines.length = 0
  const event = {
    input,
    pass: { status, continuationToken: null },
    execution: { id, startTime: START_TIME },
    retryCount: 0,
  }
  const [outcome] = await Promise.allSettled([lambda.invoke(event)])
  await lambda.close() // by then all that it wrote was read
  return { outcome, lines, requests: [...server.requests] }
}

const answerOf = (outcome: PromiseSettledResult<unknown>) => {
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value as PassResult
}
const running = { ok: { status: 'RUNNING' } }
const metrics = (lines: readonly Record<string, unknown>[]) => lines.filter((line) => '_aws' in line)
const entries = (lines: readonly Record<string, unknown>[]) => lines.filter((line) => !('_aws' in line))

test('a pass writes one set of metrics and one line, without a key of an item and without a token', async () => {
  const table = await workers(210)
  const { outcome, lines } = await invoke(workersRule(table), 'start')
  const { ledger } = answerOf(outcome)
  expect(metrics(lines)).toHaveLength(1)
  expect(metrics(lines)[0]).toMatchObject({ rule: 'under-test', stage: 'dev', scanned: 210, matched: ledger.matched })
  expect(entries(lines)).toEqual([
    expect.objectContaining({
      level: 'INFO',
      message: 'pass answered',
      rule: 'under-test',
      stage: 'dev',
      execution: EXECUTION,
      status: 'complete',
      ledger,
      seconds: expect.any(Number),
    }),
  ])
})

test('a pass that fails says so in one line, by name and message', async () => {
  const { outcome, lines } = await invoke(workersRule('nowhere'), 'start')
  expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TableNotFound' } })
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'ERROR',
      message: 'invocation failed',
      error: 'TableNotFound',
      cause: expect.stringMatching(/^table nowhere: expected to exist/),
    }),
  ])
})

test('an execution beside an earlier one yields at Begin', async () => {
  const other = { executionArn: `${PREFIX}other`, startDate: Date.parse(START_TIME) / 1_000 - 60 }
  const stepFunctions = ({ action }: SfnRequest): SfnAnswer =>
    action === 'ListExecutions' ? { ok: { executions: [other] } } : { ok: { status: 'RUNNING', input: '{}' } }
  const { outcome, requests } = await invoke(workersRule('any'), 'begin', { stepFunctions })
  expect(answerOf(outcome)).toEqual({ status: 'skipped', runningExecution: other.executionArn })
  expect(requests.map(({ action }) => action)).toEqual(['ListExecutions', 'DescribeExecution'])
})

test('an execution that runs nowhere but here asks for no other, and writes no metrics', async () => {
  const table = await workers(21)
  const id = 'arn:aws:states:local:000000000000:execution:workers:one'
  const began = await invoke(workersRule(table), 'begin', { id })
  const passed = await invoke(workersRule(table), 'start', { id })
  expect(answerOf(began.outcome)).toMatchObject({ status: 'start' })
  expect(answerOf(passed.outcome)).toMatchObject({ status: 'complete' })
  expect([...began.requests, ...passed.requests]).toEqual([])
  expect(metrics(passed.lines)).toEqual([])
})

test('a pass whose execution is stopped drains, although it could not look at first, and then deletes nothing more', async () => {
  const items = 2_100
  const table = await workers(items)
  const looks: SfnAnswer[] = [{ error: 'AccessDeniedException' }, { ok: { status: 'ABORTED' } }]
  const rule = workersRule(table, { maxWriteUnitsPerSecond: 20 }) // it would take over a minute of its time
  const { outcome, lines, requests } = await invoke(rule, 'start', {
    stepFunctions: () => looks.shift() ?? running,
    environment: evaluating(hurried(4)), // two looks are 10 s apart
  })
  const { status, ledger, continuationToken = '' } = answerOf(outcome)
  expect(status).toBe('continue')
  expect(requests.map(({ action }) => action)).toEqual(['DescribeExecution', 'DescribeExecution'])
  const left = await readItems(client, table)
  expect('deleted' in ledger && ledger.deleted).toBe(items - left.length)
  expect(entries(lines).map(({ level, message }) => `${level} ${message}`)).toEqual([
    'WARN cannot see whether the execution still runs',
    'WARN the execution no longer runs: the pass drains',
    'INFO pass answered',
  ])
  expect(continuationToken).not.toBe('')
  expect(JSON.stringify(lines)).not.toContain(continuationToken)
}, 120_000)
