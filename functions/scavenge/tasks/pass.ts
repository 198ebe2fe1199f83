import diagnostics from 'node:diagnostics_channel'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CheckedTable } from '../dynamodb/checkedTable.ts'
import { describeTableWithin } from '../dynamodb/describeTable.ts'
import { DynamoDBTable } from '../dynamodb/dynamoDBTable.ts'
import { checkCondition, checkFilter } from '../dynamodb/engineCheck.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { ExecutionWatch, statusOf } from '../execution/executionWatch.ts'
import { type History, historyAfter } from '../execution/history.ts'
import type { PassInput } from '../execution/input.ts'
import { errorFields, type Log } from '../log.ts'
import { figuresOf, type PassFigures, type PassOutcome, type PassResult } from '../pass/passAnswer.ts'
import { runPass } from '../pass/runPass.ts'
import { MAX_DELETERS, MAX_READERS } from '../rule/limits.ts'
import type { Rule } from '../rule/rule.ts'
import { dynamoDBClient } from '../sdk/dynamoDBClient.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import { realClock } from '../waiting/clock.ts'
import { publishMetrics } from './passMetrics.ts'

/** Share of what is left of an invocation that DescribeTable may take, its tries and waits together. */
const DESCRIBE_SHARE = 0.5

/** Subscribers see the ledger while a pass runs; the progress bar of the local run subscribes. */
const progressChannel = diagnostics.channel('scavenge:progress')

/** What the function answers for a pass: what it did, and where its execution's history stands. */
export type PassAnswer = PassResult & History

/** The engine behind a client, and what it was asked already whether it is safe for. */
interface Engine {
  readonly client: DynamoDBClient
  readonly checked: Set<string>
}

interface Invocation {
  readonly rule: Rule
  readonly stage: string
  /** Milliseconds that are left of this invocation. */
  readonly remainingMs: () => number
  readonly log: Log
}

/** The task of a pass, with a client of its own that is kept from one invocation to the next. */
export function passTask(): (input: PassInput, invocation: Invocation) => Promise<PassAnswer> {
  const engine = { client: dynamoDBClient(MAX_READERS + MAX_DELETERS), checked: new Set<string>() }
  return (input, invocation) => pass(engine, input, invocation)
}

/**
 * One pass, with the real clock and clients. A deployed execution also has a watch, since it may be stopped, and
 * metrics, which are published for every pass that counted, also for one that then failed. Throws as `runPass` does.
 */
async function pass(engine: Engine, input: PassInput, invocation: Invocation): Promise<PassAnswer> {
  const { rule, stage, remainingMs, log } = invocation
  const execution = deployedExecution(input.execution.id)
  const watch = execution && watchOf(execution.arn, log)
  const publish = (figures: PassFigures) => {
    const sinceStartMs = realClock.nowMs() - input.execution.startMs
    if (execution) publishMetrics(rule.name, stage, figures, { remainingMs: remainingMs(), sinceStartMs })
  }
  try {
    const { answer, figures } = await passOf(engine, input, invocation, watch?.ended)
    await watch?.close()
    publish(figures)
    return { ...answer, ...historyAfter(input, answer.status, realClock.nowMs()) }
  } catch (error) {
    await watch?.close()
    const figures = figuresOf(error)
    if (figures) publish(figures)
    throw error
  }
}

async function passOf(
  { client, checked }: Engine,
  input: PassInput,
  { rule, remainingMs }: Invocation,
  stopped: AbortSignal | undefined,
): Promise<PassOutcome> {
  const within = { clock: realClock, random: Math.random, withinMs: remainingMs() * DESCRIBE_SHARE }
  const description = await describeTableWithin(client, rule, within)
  const { name } = description
  const once = async (question: string, ask: () => Promise<void>) => {
    if (checked.has(question)) return
    await ask()
    checked.add(question)
  }
  await once(`filter in ${name}`, () =>
    checkFilter(client, description, { ...within, withinMs: remainingMs() * DESCRIBE_SHARE }),
  )
  const table = new CheckedTable(new DynamoDBTable(client, rule, description), (signal) =>
    once(`condition in ${name}`, () => checkCondition(client, description, Math.random, signal)),
  )
  return runPass(input, {
    clock: realClock,
    random: Math.random,
    table,
    rule,
    remainingMs: remainingMs(),
    ...(stopped && { stopped }),
    ...(progressChannel.hasSubscribers && { onProgress: (progress) => progressChannel.publish(progress) }),
  })
}

/** Watches the execution of a pass, because a stopped execution leaves its pass running. */
function watchOf(executionArn: string, log: Log): ExecutionWatch {
  return ExecutionWatch.start({
    look: (signal) => statusOf(stepFunctionsClient(), executionArn, signal),
    clock: realClock,
    onFailedLook: (error) => log.warn('cannot see whether the execution still runs', errorFields(error)),
    onEnded: (status) => log.warn('the execution no longer runs: the pass drains', { executionStatus: status }),
  })
}
