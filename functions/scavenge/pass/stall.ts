import type { Clock } from '../waiting/clock.ts'

/** Milliseconds without any progress, while requests are throttled or fail, after which a pass ends. */
const PATIENCE_MS = 30_000

/** The state machine then waits as long as the stall has lasted, within these bounds in seconds. */
const MIN_WAIT_SECONDS = 30
const MAX_WAIT_SECONDS = 300

/**
 * Notices that a table has taken nothing for long (a storm of throttles, an outage). The pass then answers, and the wait
 * is the state machine's, which costs nothing.
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

  /** A page was read, or a delete was settled. */
  moved(): void {
    this.#movedMs = this.#clock.monotonicMs()
  }

  /** A request was throttled or failed. */
  troubled(): void {
    if (this.#stalled || this.#clock.monotonicMs() - this.#movedMs < PATIENCE_MS) return
    this.#stalled = true
    this.#onStalled()
  }

  /** Seconds to wait before the next pass; 0 unless stalled. `earlierMs`: how long the stall had lasted before this pass. */
  waitSeconds(earlierMs: number): number {
    if (!this.#stalled) return 0
    const seconds = (earlierMs + this.#clock.monotonicMs() - this.#movedMs) / 1_000
    return Math.round(Math.min(MAX_WAIT_SECONDS, Math.max(MIN_WAIT_SECONDS, seconds)))
  }
}
