import type { ThrottlingReasons } from '../request/throttling.ts'
import type { Pace, Rate } from './pace.ts'

/** What the paces of all segments in work share. */
export interface SharedPaces {
  /** Waits for the table's own pace, where it has one, or until `signal` aborts. */
  admit(deletes: number, signal: AbortSignal): Promise<void>
  /**
   * Takes the turn to send one delete alone, so that DynamoDB names the cause of throttles that carried none. Answers
   * false, and takes nothing, where a segment took the turn less than a second ago.
   */
  takeTurnToAsk(): boolean
  /** A batch, or a part of it, was acknowledged. */
  acknowledged(): void
  /** A batch of a segment with this `pace` was throttled; `acknowledged` of its deletes were not. */
  throttled(pace: Pace, acknowledged: number, reasons: ThrottlingReasons): void
}

/** One segment's pace among the others. */
export class SegmentPace {
  readonly #paces: SharedPaces
  readonly #pace: Pace
  #causeWanted = false

  constructor(paces: SharedPaces, pace: Pace) {
    this.#paces = paces
    this.#pace = pace
  }

  get rate(): Rate {
    return this.#pace.rate
  }

  /** Deletes that the next request may hold. */
  get deletesAtOnce(): number {
    return this.#pace.deletesAtOnce
  }

  /** Waits until a batch of `deletes` may be sent, or until `signal` aborts. */
  async admit(deletes: number, signal: AbortSignal): Promise<void> {
    await this.#pace.admit(deletes, signal)
    await this.#paces.admit(deletes, signal)
  }

  /**
   * Takes the turn to send the next delete alone and so ask for a throttle's cause. Answers false, and takes nothing,
   * unless this segment was throttled without a cause and no other segment took the turn in the last second.
   */
  takeTurnToAsk(): boolean {
    if (!this.#causeWanted || !this.#paces.takeTurnToAsk()) return false
    this.#causeWanted = false
    return true
  }

  /** A batch was acknowledged and nothing of it throttled. */
  acknowledged(): void {
    this.#pace.acknowledged()
    this.#paces.acknowledged()
    this.#causeWanted = false
  }

  /** A batch was throttled; `acknowledged` of its deletes were not. */
  throttled(acknowledged: number, reasons: ThrottlingReasons): void {
    this.#causeWanted = reasons.length === 0
    this.#paces.throttled(this.#pace, acknowledged, reasons)
  }

  /** A request failed without a throttle: the next one waits, at the same rate. */
  failed(): void {
    this.#pace.failed()
  }
}
