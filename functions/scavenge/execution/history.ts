import { createHash } from 'node:crypto'
import { DAY_MS } from '../rule/limits.ts'
import { deployedExecution } from './deployedExecution.ts'
import type { PassInput } from './input.ts'

/** What a pass's answer says of its execution's history. */
export interface History {
  /** Estimated, and rather too many: what the history holds after this pass's round. */
  readonly historyEvents: number
  /** How often the execution was redriven. */
  readonly redrives: number
  /** Name of the execution that is to go on in this one's place: a limit is reached. */
  readonly successor?: string
}

/**
 * A round of the state machine: of the task entered, scheduled, started, succeeded and exited; of the choice and of the
 * wait, which is not always there, entered and exited.
 */
const ROUND_EVENTS = 9

/** A try that failed: scheduled, started, failed. */
const RETRY_EVENTS = 3

/** What a redrive leaves behind: the redrive itself, and the nine tries after which an execution fails. */
const REDRIVE_EVENTS = 1 + 9 * RETRY_EVENTS

/** Characters of an execution's name: Step Functions' bound. */
const MAX_NAME_LENGTH = 80
const SUFFIX = '-2'
const DIGEST_LENGTH = 8

/**
 * The history as it stands after a pass, at `nowMs` (since 1970). Names a successor where the pass answers `continue` and
 * a limit is reached; only an execution of Step Functions has limits.
 */
export function historyAfter(
  input: Pick<
    PassInput,
    'executionId' | 'startMs' | 'retryCount' | 'historyEvents' | 'limits' | 'redrives' | 'redrivesSince'
  >,
  status: 'continue' | 'complete',
  nowMs: number,
): History {
  const { limits, redrives } = input
  const historyEvents =
    input.historyEvents + ROUND_EVENTS + RETRY_EVENTS * input.retryCount + REDRIVE_EVENTS * input.redrivesSince
  const execution = deployedExecution(input.executionId)
  const reached =
    limits !== undefined && (historyEvents >= limits.historyEvents || nowMs - input.startMs >= limits.ageDays * DAY_MS)
  return {
    historyEvents,
    redrives,
    ...(status === 'continue' && execution && reached && { successor: successorName(execution.name) }),
  }
}

/** Always the same for one execution, so that a repeated start starts nothing; one too long is cut and told apart by a digest. */
function successorName(name: string): string {
  if (name.length + SUFFIX.length <= MAX_NAME_LENGTH) return name + SUFFIX
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH)
  return `${name.slice(0, MAX_NAME_LENGTH - SUFFIX.length - DIGEST_LENGTH - 1)}-${digest}${SUFFIX}`
}
