import diagnostics from 'node:diagnostics_channel'
import type { Context } from 'aws-lambda'
import { Backoff } from './backoff.ts'
import { type Begun, begin } from './begin.ts'
import { dynamoDBClient } from './client.ts'
import { type Clock, realClock } from './clock.ts'
import { deployedExecution } from './deployedExecution.ts'
import { describeTable } from './describe.ts'
import { DynamoDBTable } from './dynamodb.ts'
import { ruleOf } from './environment.ts'
import { ExecutionWatch, statusOf } from './executionWatch.ts'
import { type PassInput, parseEvent } from './input.ts'
import { earlierExecution } from './overlap.ts'
import { type PassResult, runPass } from './pass.ts'
import { send } from './request.ts'
import type { Rule } from './rule.ts'
import { stepFunctionsClient } from './stepFunctions.ts'
import { RequestFailed, type TableDescription, Throttled } from './table.ts'

/** Tries of DescribeTable before the invocation fails and the state machine repeats it. */
const DESCRIBE_ATTEMPTS = 6

/** Each try is given up after a third of the time for all of them, and after this many milliseconds. */
const MAX_DESCRIBE_MS = 5_000

/** Who listens here sees the ledger as a pass goes on; the local run's progress bar does. */
const progressChannel = diagnostics.channel('scavenge:progress')

const client = dynamoDBClient()

type LambdaContext = Pick<Context, 'getRemainingTimeInMillis'>

/**
 * Begin or one pass, invoked by the state machine, by the rule in its environment. Answers as `begin` or `runPass` does,
 * or throws an error whose name the state machine matches on.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<Begun | PassResult> {
  const rule = ruleOf(process.env)
  const input = parseEvent(event, rule)
  return input.begins ? await begin(input, () => earlier(input)) : await pass(input, rule, context)
}

/** Only Step Functions knows of others: an execution that runs elsewhere yields to none. */
async function earlier({ executionId, startMs }: PassInput): Promise<string | undefined> {
  const execution = deployedExecution(executionId)
  if (execution === undefined) return undefined
  return earlierExecution(execution, startMs, { client: stepFunctionsClient(), clock: realClock, random: Math.random })
}

async function pass(input: PassInput, rule: Rule, context: LambdaContext): Promise<PassResult> {
  const watch = watchOf(input)
  try {
    return await watchedPass(input, rule, context, watch?.ended)
  } finally {
    await watch?.close()
  }
}

/** A stopped execution leaves its pass running; only Step Functions can be asked whether it was. */
function watchOf({ executionId }: PassInput): ExecutionWatch | undefined {
  const execution = deployedExecution(executionId)
  if (execution === undefined) return undefined
  const log = (what: object) => console.log(JSON.stringify({ execution: executionId, ...what }))
  return new ExecutionWatch({
    look: (signal) => statusOf(stepFunctionsClient(), execution.arn, signal),
    clock: realClock,
    onFailedLook: ({ name, message }) => log({ failedLook: name, message }),
    onEnded: (status) => log({ executionEnded: status }),
  })
}

async function watchedPass(
  input: PassInput,
  rule: Rule,
  context: LambdaContext,
  stopped: AbortSignal | undefined,
): Promise<PassResult> {
  const description = await describe(rule, realClock, context.getRemainingTimeInMillis() / 2)
  const result = await runPass(input, {
    clock: realClock,
    random: Math.random,
    table: new DynamoDBTable(client, rule, description),
    rule,
    remainingMs: context.getRemainingTimeInMillis(),
    ...(stopped && { stopped }),
    ...(progressChannel.hasSubscribers && { onProgress: (progress) => progressChannel.publish(progress) }),
  })
  console.log(JSON.stringify({ rule: rule.name, execution: input.executionId, ...summary(result) }))
  return result
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

/** What the log says of a pass: never its token, which holds keys. */
function summary({ status, waitSeconds, ledger, progress, trouble }: PassResult) {
  return { status, waitSeconds, ledger, progress, trouble }
}
