import type { SegmentPace } from '../pace/segmentPace.ts'
import type { Candidate, Checkpoint } from '../progress/checkpoint.ts'
import { type RequestFailed, Throttled } from '../request/failed.ts'
import type { ThrottlingReasons } from '../request/throttling.ts'
import type { DeleteOutcome } from '../table/table.ts'
import type { Stall } from './stall.ts'
import type { Troubles } from './troubles.ts'

/**
 * Tries of one delete that fail, while another of its batch is answered well, before it counts as failed. Tries in a
 * batch of which nothing is answered well don't count: they fail by the table's fault, not by the item's.
 */
const MAX_ATTEMPTS = 10

/** Single statements of a batch give no reasons for a throttle. */
const NO_REASONS: ThrottlingReasons = []

/** An item whose outcome is missing in an answer is tried again. */
const NO_OUTCOME: DeleteOutcome = { kind: 'retryable', code: 'NoOutcome' }

export interface DeleteOutcomesContext {
  readonly checkpoint: Checkpoint
  readonly pace: SegmentPace
  readonly stall: Stall
  readonly troubles: Troubles
}

/** What follows from the answers to one segment's deletes, for its checkpoint, its pace and the pass's stall. */
export class DeleteOutcomes {
  readonly #context: DeleteOutcomesContext

  constructor(context: DeleteOutcomesContext) {
    this.#context = context
  }

  /** Settles an answered batch, `outcomes` in its order. Returns the candidates that are to be tried again, in order. */
  answered(batch: readonly Candidate[], outcomes: readonly DeleteOutcome[]): readonly Candidate[] {
    const { stall, pace, troubles } = this.#context
    const isWell = outcomes.some(({ kind }) => kind === 'deleted' || kind === 'spared')
    const results = batch.map((candidate, index) => this.#settle(candidate, outcomes[index] ?? NO_OUTCOME, isWell))
    const again = batch.filter((_, index) => results[index] !== 'settled')
    if (again.length < batch.length) stall.moved()
    else stall.troubled()
    const throttled = results.filter((result) => result === 'throttled').length
    if (throttled > 0) {
      troubles.note('Throttled')
      pace.throttled(batch.length - throttled, NO_REASONS)
    } else if (results.includes('failed')) pace.failed()
    else pace.acknowledged()
    return again
  }

  /** A whole request was throttled or failed: none of its deletes is settled. */
  requestFailed(error: Throttled | RequestFailed): void {
    const { stall, pace, troubles } = this.#context
    troubles.noteRequest(error)
    if (error instanceof Throttled) pace.throttled(0, error.reasons)
    else pace.failed()
    stall.troubled()
  }

  /** `settled`, or why the delete is to be tried again. `isWell`: whether anything of its batch was answered well. */
  #settle(
    candidate: Candidate,
    outcome: DeleteOutcome,
    isWell: boolean,
  ): 'settled' | 'throttled' | 'unsent' | 'failed' {
    const { checkpoint, troubles } = this.#context
    switch (outcome.kind) {
      case 'deleted':
      case 'spared':
        checkpoint.settle(candidate, outcome.kind)
        return 'settled'
      case 'throttled':
      case 'unsent':
        return outcome.kind
      case 'retryable':
        troubles.note(outcome.code)
        if (!isWell || ++candidate.attempts < MAX_ATTEMPTS) return 'failed'
        break
      case 'denied':
        troubles.note(outcome.error.code)
        break
      case 'rejected':
        troubles.note(outcome.code)
        break
      default:
        outcome satisfies never
    }
    checkpoint.settle(candidate, 'failed')
    return 'settled'
  }
}
