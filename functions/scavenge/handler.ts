import diagnostics from 'node:diagnostics_channel'
import type { Context } from 'aws-lambda'
import { describeTable } from './dynamodb/describeTable.ts'
import { DynamoDBTable } from './dynamodb/dynamoDBTable.ts'
import { deployedExecution } from './execution/deployedExecution.ts'
import { ExecutionWatch, statusOf } from './execution/executionWatch.ts'
import { type History, historyAfter } from './execution/history.ts'
import { type PassInput, parseEvent } from './execution/input.ts'
import { earlierExecution } from './execution/overlap.ts'
import { type Log, logOf, told } from './log.ts'
import { type PassFigures, type PassResult, runPass } from './pass/runPass.ts'
import { Backoff } from './request/backoff.ts'
import { RequestFailed, Throttled } from './request/failed.ts'
import { send } from './request/send.ts'
import { ruleOf } from './rule/environment.ts'
import { MAX_DELETERS, MAX_READERS } from './rule/limits.ts'
import type { Rule } from './rule/rule.ts'
import { dynamoDBClient } from './sdk/dynamoDBClient.ts'
import { stepFunctionsClient } from './sdk/stepFunctionsClient.ts'
import type { TableDescription } from './table/table.ts'
import { type Begun, begin } from './tasks/begin.ts'
import { publishMetrics } from './tasks/passMetrics.ts'
import { type Clock, realClock } from './waiting/clock.ts'

/** Tries of DescribeTable before the invocation fails and the state machine repeats it. */
const DESCRIBE_ATTEMPTS = 6

/** Each try is given up after a third of the time for all of them, and after this many milliseconds. */
const MAX_DESCRIBE_MS = 5_000

/** Who listens here sees the ledger as a pass goes on; the local run's progress bar does. */
const progressChannel = diagnostics.channel('scavenge:progress')

const client = dynamoDBClient(MAX_READERS + MAX_DELETERS)

/** What a pass answers: what it did, and where its execution's history stands. */
export type PassAnswer = PassResult & History

type LambdaContext = Pick<Context, 'getRemainingTimeInMillis'> & Partial<Pick<Context, 'awsRequestId'>>

/**
 * Begin or one pass, invoked by the state machine, by the rule in its environment. Answers as `begin` or `runPass` does,
 * or throws an error whose name the state machine matches on. Logs one line, and one for each thing worth waking up for.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<Begun | PassAnswer> {
  const { RULE_NAME = '', STAGE = '' } = process.env
  const log = logOf(RULE_NAME, STAGE, context.awsRequestId)
  const startedMs = realClock.monotonicMs()
  try {
    const rule = ruleOf(process.env)
    const input = parseEvent(event, rule)
    log.appendKeys({ execution: input.executionId })
    const answer = input.begins
      ? await begin(input, () => earlier(input))
      : await pass(input, { rule, stage: STAGE, context, log })
    const seconds = (realClock.monotonicMs() - startedMs) / 1_000
    log.info(input.begins ? 'begun' : 'pass answered', { ...summary(answer), seconds })
    return answer
  } catch (error) {
    log.error('invocation failed', told(error))
    throw error
  }
}

/** Only Step Functions knows of others: an execution that runs elsewhere yields to none. */
async function earlier({ executionId, startMs }: PassInput): Promise<string | undefined> {
  const execution = deployedExecution(executionId)
  if (execution === undefined) return undefined
  return earlierExecution(execution, startMs, { client: stepFunctionsClient(), clock: realClock, random: Math.random })
}

interface Invocation {
  readonly rule: Rule
  readonly stage: string
  readonly context: LambdaContext
  readonly log: Log
}

/** A pass, and beside it what only a deployed execution has: someone who may stop it, and metrics. */
async function pass(input: PassInput, { rule, stage, context, log }: Invocation): Promise<PassAnswer> {
  const execution = deployedExecution(input.executionId)
  const watch = execution && watchOf(execution.arn, log)
  let figures: PassFigures | undefined
  try {
    const description = await describe(rule, realClock, context.getRemainingTimeInMillis() / 2)
    const result = await runPass(input, {
      clock: realClock,
      random: Math.random,
      table: new DynamoDBTable(client, rule, description),
      rule,
      nowMs: Date.now(),
      remainingMs: context.getRemainingTimeInMillis(),
      ...(watch && { stopped: watch.ended }),
      ...(progressChannel.hasSubscribers && { onProgress: (progress) => progressChannel.publish(progress) }),
      onCounts: (counted) => {
        figures = counted
      },
    })
    return { ...result, ...historyAfter(input, result.status, Date.now()) }
  } finally {
    await watch?.close()
    if (execution && figures) publishMetrics(rule.name, stage, figures, context.getRemainingTimeInMillis())
  }
}

/** A stopped execution leaves its pass running. */
function watchOf(executionArn: string, log: Log): ExecutionWatch {
  return new ExecutionWatch({
    look: (signal) => statusOf(stepFunctionsClient(), executionArn, signal),
    clock: realClock,
    onFailedLook: (error) => log.warn('cannot see whether the execution still runs', told(error)),
    onEnded: (status) => log.warn('the execution no longer runs: the pass drains', { executionStatus: status }),
  })
}

async function describe(rule: Rule, clock: Clock, withinMs: number): Promise<TableDescription> {
  const backoff = new Backoff(clock, Math.random)
  const within = AbortSignal.timeout(Math.floor(withinMs))
  const timeoutMs = Math.min(MAX_DESCRIBE_MS, withinMs / 3)
  for (let attempt = 1; ; attempt++) {
    try {
      return await send((signal) => describeTable(client, rule, signal), clock, timeoutMs, within)
    } catch (error) {
      const transient = error instanceof Throttled || error instanceof RequestFailed
      if (!transient || attempt === DESCRIBE_ATTEMPTS || within.aborted) throw error
      backoff.failed()
      await backoff.wait(within)
    }
  }
}

/** What the log says of an answer: never its token, which holds keys. */
function summary(answer: Begun | PassAnswer) {
  if (!('ledger' in answer)) return { ...answer }
  const { status, waitSeconds, ledger, progress, trouble, historyEvents, successor } = answer
  return { status, waitSeconds, ledger, progress, trouble, historyEvents, ...(successor && { successor }) }
}
