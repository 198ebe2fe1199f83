import type { SFNClient } from '@aws-sdk/client-sfn'
import type { LastAnswer } from '../../../functions/scavenge/execution/lastAnswer.ts'
import { ownLedger } from '../../executions/beginning.ts'
import { describeExecution, type Execution, isGoingOn } from '../../executions/execution.ts'
import { endsInTask, historyEnds, lastAnswer } from '../../executions/history.ts'
import type { ExecutionName } from '../../executions/names.ts'
import { realSleep, type Sleep } from '../../executions/persistently.ts'
import type { SeenShard } from '../../executions/shards/seenShard.ts'
import { isObject } from '../../shell/executionInput.ts'
import { requestStop } from './requestStop.ts'
import { stopShards } from './stopShards.ts'

/** What is known of an execution that has been stopped, or had ended before. */
export interface Stopped {
  readonly execution: Execution
  /** Whether this command ended it. */
  readonly stopped: boolean
  /** Whether a task of it was running at its end, which drains after it. */
  readonly draining: boolean
  /** Its passes that answered. */
  readonly passes: number
  /** Where another execution can go on: after the last pass that answered, else where this one began. */
  readonly continuationToken: string | undefined
  /** The newest execution of each shard, where it is a parent; they are stopped too. */
  readonly shards: readonly SeenShard[]
  /** Input of an execution that goes on from the token, or that starts anew where there is none. */
  readonly nextInput: Readonly<Record<string, unknown>>
}

/** The history is complete a moment after the end: at most 10 s of looks. */
const LOOK_EVERY_MS = 500
const MAX_LOOKS = 20

/** Stops an execution and finds out where another can go on. Throws what the client throws. */
export async function stopExecution(
  client: SFNClient,
  { arn, name }: ExecutionName,
  signal: AbortSignal,
  sleep: Sleep = realSleep,
): Promise<Stopped> {
  const wasRunning = isGoingOn((await describeExecution(client, arn)).status)
  if (wasRunning) await requestStop(client, arn)
  await waitForWholeHistory(client, arn, signal, sleep)
  const shards = await stopShards(client, arn)
  const execution = await describeExecution(client, arn)
  const draining = await endsInTask(client, arn)
  const stopped = wasRunning && execution.status === 'ABORTED'
  if (shards.length > 0) return { ...parentAfter(execution, name, shards), stopped, draining }
  const last = await lastAnswer(client, arn)
  const { continuationToken: _began, continueFrom, ...rest } = inputOf(execution)
  const own = await ownLedger(client, { arn, input: execution.input }, last?.ledger)
  return {
    execution,
    stopped,
    draining,
    shards,
    passes: own.passes ?? 0,
    continuationToken: last?.token,
    nextInput: { ...rest, ...originOfNext(last, continueFrom) },
  }
}

/** A parent has no token: another execution finds its shards by their names. */
function parentAfter(
  execution: Execution,
  name: string,
  shards: readonly SeenShard[],
): Omit<Stopped, 'stopped' | 'draining'> {
  const { continueFrom: _former, ...rest } = inputOf(execution)
  const passes = shards.reduce((sum, { ledger }) => sum + (ledger.passes ?? 0), 0)
  return { execution, passes, continuationToken: undefined, shards, nextInput: { ...rest, continueFrom: name } }
}

async function waitForWholeHistory(client: SFNClient, arn: string, signal: AbortSignal, sleep: Sleep): Promise<void> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    if (await historyEnds(client, arn)) return
    await sleep(LOOK_EVERY_MS, signal)
  }
}

/**
 * What the next execution continues. One that failed before Begin had found its token continues what this one was to
 * continue.
 */
function originOfNext(last: LastAnswer | undefined, continueFrom: unknown): object {
  if (last?.token !== undefined) return { continuationToken: last.token }
  return last === undefined && typeof continueFrom === 'string' ? { continueFrom } : {}
}

function inputOf({ input }: Execution): Readonly<Record<string, unknown>> {
  return isObject(input) ? input : {}
}
