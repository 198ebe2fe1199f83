import type { SFNClient } from '@aws-sdk/client-sfn'
import { DRAIN_MS } from '../../../functions/scavenge/execution/executionWatch.ts'
import { endingIn } from '../../answer/ending.ts'
import type { ExecutionName } from '../../executions/names.ts'
import { realSleep, type Sleep } from '../../executions/persistently.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { RunFailure } from '../../shell/failure.ts'
import { startExecution } from '../start/startExecution.ts'
import { type Stopped, stopExecution } from '../stop/stopExecution.ts'
import { changedInput } from './changedInput.ts'

interface GoingOn {
  readonly client: SFNClient
  readonly changes: ExecutionInput
  readonly signal: AbortSignal
  /** Called before it waits for so many seconds. */
  readonly onWait: (seconds: number) => void
  readonly sleep?: Sleep
  readonly nowMs?: () => number
}

/** An execution that goes on from another one. */
export interface GoneOn {
  readonly started: ExecutionName
  readonly from: Stopped
}

/**
 * Starts an execution that goes on from one that it stops, or that has ended, with a changed input. Where a pass was
 * running at its end, it waits before until that pass has drained. The interrupted pass counts as lost. Throws UsageError,
 * RunFailure, what the client throws, and the signal's reason when it aborts.
 */
export async function goOn(name: ExecutionName, context: GoingOn): Promise<GoneOn> {
  const { client, changes, signal, onWait, sleep = realSleep, nowMs = Date.now } = context
  changedInput({}, changes) // a wrong change must not stop anything
  const from = await stopExecution(client, name, signal, sleep)
  checkLeft(from)
  const endedMs = from.execution.stopMs ?? nowMs()
  const leftMs = from.draining ? endedMs + DRAIN_MS - nowMs() : 0
  if (leftMs > 0) {
    onWait(Math.ceil(leftMs / 1_000))
    await sleep(leftMs, signal)
  }
  const started = await startExecution(client, name, changedInput(from.nextInput, changes), nowMs())
  return { started, from }
}

/** Throws RunFailure where an execution left nothing to go on from. */
function checkLeft({ execution: { status, output } }: Stopped): void {
  const ending = endingIn(output)
  if (ending?.status === 'continued') {
    throw new RunFailure('NothingLeft', `expected an execution to go on from, found that ${ending.successor} did`)
  }
  if (status === 'SUCCEEDED') {
    throw new RunFailure('NothingLeft', 'expected an execution that did not finish, found one that succeeded')
  }
}
