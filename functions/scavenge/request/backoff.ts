import type { Clock } from '../waiting/clock.ts'

/** The first and the longest wait after a throttle or a failed request, in milliseconds. Waits double, with jitter. */
const FIRST_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 5_000

/**
 * How long the requests of one segment, or of one reader, wait after a failure. No other segment or reader waits with
 * them.
 */
export class Backoff {
  readonly #clock: Clock
  readonly #random: () => number
  #failures = 0
  #untilMs = 0

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** A request was throttled or failed: the next one waits. */
  failed(): void {
    const now = this.#clock.monotonicMs()
    if (now < this.#untilMs) return // answers to requests sent together count as one
    const longest = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures)
    this.#failures = Math.min(this.#failures + 1, 16)
    this.#untilMs = now + longest * (0.1 + 0.9 * this.#random())
  }

  /** A request succeeded: the next failure waits the shortest time again. */
  succeeded(): void {
    this.#failures = 0
  }

  /** Resolves when the next request may be sent, or when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      const waitMs = this.#untilMs - this.#clock.monotonicMs()
      if (waitMs <= 0 || signal.aborted) return
      await this.#clock.sleep(waitMs, signal)
    }
  }
}
