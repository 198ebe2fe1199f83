import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { doneBefore, ownCounts } from '../../answer/before.ts'
import { member } from '../../answer/json.ts'
import type { PassAnswer } from '../../answer/passAnswer.ts'
import { describeExecution, type Execution, isRunning } from '../../executions/execution.ts'
import { historyEnds, lastAnswer } from '../../executions/history.ts'
import type { ExecutionName } from '../../executions/names.ts'
import { realSleep, type Sleep } from '../../executions/persistence.ts'

/** What is known of an execution that has been stopped, or had ended before. */
export interface Stopped {
  readonly execution: Execution
  /** Whether it was this command that ended it. */
  readonly stopped: boolean
  /** Its passes that answered. */
  readonly passes: number
  /** Where another execution can go on: after the last pass that answered, else where this one began. */
  readonly continuationToken: string | undefined
  /** Input of an execution that goes on from there, or does it again where there is no token. */
  readonly input: Readonly<Record<string, unknown>>
}

/** The history is complete a moment after the end. */
const LOOK_EVERY_MS = 500
const MAX_LOOKS = 20

/** Stops an execution and finds out where another can go on. Throws what the client throws. */
export async function stop(
  client: SFNClient,
  { arn }: ExecutionName,
  signal: AbortSignal,
  sleep: Sleep = realSleep,
): Promise<Stopped> {
  await describeExecution(client, arn)
  const running = await isRunning(client, arn)
  if (running) await stopExecution(client, arn)
  await settledHistory(client, arn, signal, sleep)
  const execution = await describeExecution(client, arn)
  const last = await lastAnswer(client, arn)
  const stopped = running && execution.status === 'ABORTED'
  const continuationToken = tokenAfter(last, execution)
  const { continuationToken: began, ...rest } = inputOf(execution)
  return {
    execution,
    stopped,
    passes: last ? (ownCounts(last.ledger, doneBefore(execution.input)).passes ?? 0) : 0,
    continuationToken,
    input: continuationToken === undefined ? rest : { ...rest, continuationToken },
  }
}

async function stopExecution(client: SFNClient, executionArn: string): Promise<void> {
  const cause = 'stopped by npx scavenge stop'
  try {
    await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }))
  } catch (error) {
    // It ended in between: what it ended as shows in its description.
    if (!(error instanceof Error && error.name === 'ValidationException')) throw error
  }
}

async function settledHistory(client: SFNClient, arn: string, signal: AbortSignal, sleep: Sleep): Promise<void> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    if (await historyEnds(client, arn)) return
    await sleep(LOOK_EVERY_MS, signal)
  }
}

/** A pass that answered `complete` leaves nothing to go on from. */
function tokenAfter(last: PassAnswer | undefined, { input }: Execution): string | undefined {
  if (last) return last.continuationToken
  const began = member(input, 'continuationToken')
  return typeof began === 'string' ? began : undefined
}

function inputOf({ input }: Execution): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {}
}
