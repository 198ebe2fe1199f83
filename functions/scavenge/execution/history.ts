import { DAY_MS } from '../age/formats/instant.ts'
import { deployedExecution } from './deployedExecution.ts'
import type { PassInput } from './input.ts'
import { MOST_RETRIES, RETRY_EVENTS } from './retries.ts'
import { successorName } from './shards/shardName.ts'

/** What a pass's answer says about its execution's history. */
export interface History {
  /** Events in the history after this pass's round: an estimate that errs upwards. */
  readonly historyEvents: number
  /** How often the execution was redriven. */
  readonly redrives: number
  /** Name of the execution that is to go on in this one's place, once a limit is reached. */
  readonly successor?: string
}

/**
 * Events of one round of the state machine: five of the task (entered, scheduled, started, succeeded, exited), two of
 * the choice and two of the wait (entered, exited). Not every round waits.
 */
const ROUND_EVENTS = 9

/** Events of the wait for the rule's window before the first pass. */
export const WINDOW_EVENTS = 2

/** Events of a redrive: the redrive itself, and the failed tries after which an execution fails. */
const REDRIVE_EVENTS = 1 + (1 + MOST_RETRIES) * RETRY_EVENTS

/**
 * The history after a pass, at `nowMs` (since 1970). Names a successor where the pass answers `continue` and a limit is
 * reached. Only an execution of Step Functions has a successor.
 */
export function historyAfter(
  { execution, invocation }: Pick<PassInput, 'execution' | 'invocation'>,
  status: 'continue' | 'complete' | 'guardTripped' | 'continued',
  nowMs: number,
): History {
  const { id, startMs, redrives, limits } = execution
  const { retryCount, redrivesSince } = invocation
  const historyEvents =
    execution.historyEvents + ROUND_EVENTS + RETRY_EVENTS * retryCount + REDRIVE_EVENTS * redrivesSince
  const deployed = deployedExecution(id)
  const reached =
    limits !== undefined && (historyEvents >= limits.historyEvents || nowMs - startMs >= limits.ageDays * DAY_MS)
  return {
    historyEvents,
    redrives,
    ...(status === 'continue' && deployed && reached && { successor: successorName(deployed.name) }),
  }
}
