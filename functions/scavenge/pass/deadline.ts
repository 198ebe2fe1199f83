import type { Clock } from '../waiting/clock.ts'

/** Share of a pass kept for encoding the token and answering, with its bounds in milliseconds. */
const ANSWER_SHARE = 0.03
const MIN_ANSWER_MS = 50
const MAX_ANSWER_MS = 2_000

/** Assumed for the slowest batch until one was measured, as a share of the pass. */
const FIRST_GUESS_SHARE = 0.05

/** The weight of the slowest batch falls to 1/e in this share of a pass, however many batches follow it. */
const FORGETTING_SHARE = 0.2

/** Batches in flight at the deadline are given this many times what the slowest took. */
const MARGIN = 3

/**
 * A pass's deadline: the moment after which it only finishes what is in flight and answers. The reserve behind it is
 * three times what the slowest of the recent batches took, those of the pass before included, and at most half of the
 * pass.
 */
export class Deadline {
  readonly lengthMs: number
  readonly #clock: Clock
  readonly #startedMs: number
  readonly #endMs: number
  /** The pass drains then at the latest. */
  readonly #drainMs: number
  readonly #answerMs: number
  readonly #draining = new AbortController()
  readonly #ended = new AbortController()
  readonly #closed = new AbortController()
  #nap = new AbortController()
  #slowestMs: number
  #observedMs: number

  private constructor(clock: Clock, remainingMs: number, slowestMs: number, drainAfterMs: number) {
    this.#clock = clock
    this.lengthMs = remainingMs
    this.#startedMs = clock.monotonicMs()
    this.#endMs = this.#startedMs + remainingMs
    this.#drainMs = this.#startedMs + drainAfterMs
    this.#answerMs = Math.min(MAX_ANSWER_MS, Math.max(MIN_ANSWER_MS, remainingMs * ANSWER_SHARE))
    this.#slowestMs = slowestMs
    this.#observedMs = this.#startedMs
  }

  /**
   * The deadline of a pass that begins now. `remainingMs`: what the Lambda context says is left of this invocation.
   * `slowestMs`: the slowest of the recent batches, as the pass before knew it. `drainAfterMs`: when the deadline comes
   * at the latest, because the rule's window closes.
   */
  static start(
    clock: Clock,
    remainingMs: number,
    slowestMs = remainingMs * FIRST_GUESS_SHARE,
    drainAfterMs = Number.POSITIVE_INFINITY,
  ): Deadline {
    const deadline = new Deadline(clock, remainingMs, slowestMs, drainAfterMs)
    void deadline.#watch()
    return deadline
  }

  /** Aborts at the deadline: nothing new is begun, waits end. */
  get draining(): AbortSignal {
    return this.#draining.signal
  }

  /** Aborts when the pass must answer: what is still in flight is given up. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Milliseconds since the pass began. */
  get passedMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs
  }

  /** Milliseconds before the deadline; not below 0. */
  get leftMs(): number {
    return Math.max(0, Math.min(this.#endMs - this.#reserveMs, this.#drainMs) - this.#clock.monotonicMs())
  }

  /**
   * Drains if the deadline has come by the clock, and answers whether the pass drains. A process that stood still may
   * run other timers before the deadline's own.
   */
  drainIfDue(): boolean {
    if (this.leftMs === 0) this.#draining.abort()
    return this.#draining.signal.aborted
  }

  /** Notes how long one batch took from its sending to its answer. */
  observe(batchMs: number): void {
    const slower = batchMs > this.#slowestMs
    const nowMs = this.#clock.monotonicMs()
    const kept = Math.exp(-(nowMs - this.#observedMs) / (this.lengthMs * FORGETTING_SHARE))
    this.#observedMs = nowMs
    this.#slowestMs = Math.max(batchMs, this.#slowestMs * kept)
    if (this.leftMs === 0) this.#draining.abort()
    if (slower) this.#nap.abort() // the deadline has moved forward: its timer is set anew
  }

  /** Milliseconds that the slowest of the recent batches took. */
  get slowestMs(): number {
    return this.#slowestMs
  }

  /** Lets the deadline come now: nothing new is begun, and what is in flight has until the pass must answer. */
  drain(): void {
    this.#draining.abort()
  }

  /** Ends the pass at once: all that waits or is in flight is given up. */
  abort(): void {
    this.#draining.abort()
    this.#ended.abort()
  }

  /** Stops its timers; call it once, when the pass is over. */
  close(): void {
    this.#closed.abort()
    this.#nap.abort()
  }

  get #reserveMs(): number {
    return Math.min(this.lengthMs / 2, this.#answerMs + MARGIN * this.#slowestMs)
  }

  async #watch(): Promise<void> {
    const closed = this.#closed.signal
    while (this.leftMs > 0 && !closed.aborted) {
      this.#nap = new AbortController()
      await this.#clock.sleep(this.leftMs, this.#nap.signal)
    }
    if (closed.aborted) return
    this.#draining.abort()
    await this.#clock.sleep(this.#endMs - this.#answerMs - this.#clock.monotonicMs(), closed)
    if (!closed.aborted) this.#ended.abort()
  }
}
