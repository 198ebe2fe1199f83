import type { Clock } from '../waiting/clock.ts'

/** Milliseconds of a pass without any progress, while requests are throttled or fail, after which waiting inside it ends. */
const PATIENCE_MS = 30_000

/** Seconds that the state machine waits then: as long as the stall has lasted, within these bounds. */
const MIN_WAIT_SECONDS = 30
const MAX_WAIT_SECONDS = 300

/**
 * Notices that a table takes nothing for long (a storm of throttles, an outage), so that the pass answers and nobody
 * pays for a Lambda that waits.
 */
export class Stall {
  readonly #clock: Clock
  readonly #onStalled: () => void
  #movedMs: number
  #stalled = false

  constructor(clock: Clock, onStalled: () => void) {
    this.#clock = clock
    this.#onStalled = onStalled
    this.#movedMs = clock.monotonicMs()
  }

  /** A page came, or a delete was answered for. */
  moved(): void {
    this.#movedMs = this.#clock.monotonicMs()
  }

  /** A request was throttled or failed. */
  troubled(): void {
    if (this.#stalled || this.#clock.monotonicMs() - this.#movedMs < PATIENCE_MS) return
    this.#stalled = true
    this.#onStalled()
  }

  /** Seconds to wait before the next pass; 0 unless stalled. `earlierMs`: how long the stall had lasted before the pass. */
  waitSeconds(earlierMs: number): number {
    if (!this.#stalled) return 0
    const seconds = (earlierMs + this.#clock.monotonicMs() - this.#movedMs) / 1_000
    return Math.round(Math.min(MAX_WAIT_SECONDS, Math.max(MIN_WAIT_SECONDS, seconds)))
  }
}
