import diagnostics from 'node:diagnostics_channel'
import { CheckedTable } from '../dynamodb/checkedTable.ts'
import { describeTableWithin } from '../dynamodb/describe/describeTable.ts'
import { DynamoDBTable } from '../dynamodb/dynamoDBTable.ts'
import { checkCondition, checkFilter } from '../dynamodb/engineCheck.ts'
import { Unconfirmed } from '../errors.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { ExecutionWatch, type WatchContext } from '../execution/executionWatch.ts'
import { type History, historyAfter } from '../execution/history.ts'
import type { PassInput } from '../execution/input.ts'
import { shardStatus } from '../execution/shards/shardStatus.ts'
import { errorFields, type Log } from '../log.ts'
import { figuresOf, type PassFigures } from '../pass/answer/passFigures.ts'
import type { PassOutcome, PassResult } from '../pass/answer/passResult.ts'
import { runPass } from '../pass/runPass.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import { realClock } from '../waiting/clock.ts'
import { describeMs, type Engine, type Invocation } from './invocation.ts'
import { publishEnding, publishMetrics } from './passMetrics.ts'
import { shardAnswer } from './shards/shardAnswer.ts'

/** Subscribers see the ledger while a pass runs; the progress bar of the local run subscribes. */
const progressChannel = diagnostics.channel('scavenge:progress')

/** What the function answers for a pass: what it did, and where its execution's history stands. */
export type PassAnswer = PassResult & History

/**
 * One pass, with the real clock and clients. A deployed execution also has a watch, since it may be stopped, and
 * metrics, which are published for every pass that counted, also for one that then failed. Throws as `runPass` does.
 */
export async function pass(engine: Engine, input: PassInput, invocation: Invocation): Promise<PassAnswer> {
  const { rule, stage, remainingMs, log } = invocation
  const execution = deployedExecution(input.execution.id)
  let endedAs = ''
  const watch =
    execution &&
    (await watchOf(input, log, (status) => {
      endedAs = status
    }))
  const publish = (figures: PassFigures) => {
    const sinceStartMs = realClock.nowMs() - input.execution.startMs
    if (execution) publishMetrics(rule.name, stage, figures, { remainingMs: remainingMs(), sinceStartMs })
  }
  try {
    const { answer, figures } = await passOf(engine, input, invocation, watch?.ended)
    await watch?.close()
    publish(figures)
    const history = historyAfter(input, answer.status, realClock.nowMs())
    if (input.division.kind === 'shard') return shardAnswer({ ...answer, ...history }, endedAs)
    if (execution && answer.status === 'guardTripped') publishEnding('guardTripped', rule.name, stage)
    return { ...answer, ...history }
  } catch (error) {
    await watch?.close()
    const figures = figuresOf(error)
    if (figures) publish(figures)
    if (execution && error instanceof Unconfirmed) publishEnding('unconfirmed', rule.name, stage)
    throw error
  }
}

async function passOf(
  { client, checked }: Engine,
  input: PassInput,
  { rule, remainingMs }: Invocation,
  stopped: AbortSignal | undefined,
): Promise<PassOutcome> {
  const within = { clock: realClock, random: Math.random, withinMs: describeMs(remainingMs()) }
  const description = await describeTableWithin(client, rule, within)
  const { name } = description
  const once = async (question: string, ask: () => Promise<void>) => {
    if (checked.has(question)) return
    await ask()
    checked.add(question)
  }
  await once(`filter in ${name}`, () =>
    checkFilter(client, description, { ...within, withinMs: describeMs(remainingMs()) }),
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

/**
 * Watches the execution of a pass, because a stopped execution leaves its pass running. A shard looks before its pass
 * begins, since its parent may have been stopped while it waited. `ended`: told how it ended.
 */
async function watchOf(
  { execution, division }: PassInput,
  log: Log,
  ended: (status: string) => void,
): Promise<ExecutionWatch> {
  const parent = division.kind === 'shard' ? division.parent : undefined
  const watched = { arn: execution.id, startMs: execution.startMs, parent }
  const context: WatchContext = {
    look: (signal) => shardStatus(stepFunctionsClient(), watched, signal),
    clock: realClock,
    onFailedLook: (error) => log.warn('cannot see whether the execution still runs', errorFields(error)),
    onEnded(status) {
      log.warn('the execution no longer runs: the pass drains', { executionStatus: status })
      ended(status)
    },
  }
  return parent === undefined ? ExecutionWatch.start(context) : ExecutionWatch.startByLook(context)
}
