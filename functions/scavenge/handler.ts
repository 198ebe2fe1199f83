import diagnostics from 'node:diagnostics_channel'
import type { Context } from 'aws-lambda'
import { Backoff } from './backoff.ts'
import { dynamoDBClient } from './client.ts'
import { type Clock, realClock } from './clock.ts'
import { describeTable } from './describe.ts'
import { DynamoDBTable } from './dynamodb.ts'
import { ruleOf } from './environment.ts'
import { parseEvent } from './input.ts'
import { type PassResult, runPass } from './pass.ts'
import { send } from './request.ts'
import type { Rule } from './rule.ts'
import { RequestFailed, type TableDescription, Throttled } from './table.ts'

/** Tries of DescribeTable before the invocation fails and the state machine repeats it. */
const DESCRIBE_ATTEMPTS = 6

/** Each try is given up after a third of the time for all of them, and after this many milliseconds. */
const MAX_DESCRIBE_MS = 5_000

/** Who listens here sees the ledger as a pass goes on; the local run's progress bar does. */
const progressChannel = diagnostics.channel('scavenge:progress')

const client = dynamoDBClient()

/**
 * One pass, invoked by the state machine, by the rule in its environment. Answers as `runPass` does, or throws an error
 * whose name the state machine matches on.
 */
export async function handler(event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<PassResult> {
  const rule = ruleOf(process.env)
  const input = parseEvent(event, rule)
  const description = await describe(rule, realClock, context.getRemainingTimeInMillis() / 2)
  const result = await runPass(input, {
    clock: realClock,
    random: Math.random,
    table: new DynamoDBTable(client, rule, description),
    rule,
    remainingMs: context.getRemainingTimeInMillis(),
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
