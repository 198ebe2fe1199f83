import type { Clock } from './clock.ts'

/** First and longest wait after a throttle or a failed request, in milliseconds; doubled in between, with full jitter. */
const FIRST_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 5_000

/** A cap may be used ahead by this much of a second, so that timers that fire late cost no capacity. */
const AHEAD_SECONDS = 0.1

/** What one segment's or one reader's requests wait for on their own: nobody else waits with them. */
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

  succeeded(): void {
    this.#failures = 0
  }

  /** Resolves when the next request may be sent, or when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.#untilMs - this.#clock.monotonicMs()
      if (left <= 0 || signal.aborted) return
      await this.#clock.sleep(left, signal)
    }
  }
}

/**
 * A cap in capacity units a second, kept from what DynamoDB reports as consumed. What a request will take is guessed
 * from what the ones before took; an overdraft is waited off.
 */
export class UnitsCap {
  readonly #clock: Clock
  readonly #perMs: number
  readonly #most: number
  #balance: number
  #atMs: number
  #unitsEach = 1

  constructor(clock: Clock, unitsPerSecond: number) {
    this.#clock = clock
    this.#perMs = unitsPerSecond / 1_000
    this.#most = Math.max(1, unitsPerSecond * AHEAD_SECONDS)
    this.#balance = this.#most
    this.#atMs = clock.monotonicMs()
  }

  /** How many things of the size seen so far fit into one second of the cap; at least 1. */
  get thingsASecond(): number {
    return Math.max(1, Math.floor((this.#perMs * 1_000) / this.#unitsEach))
  }

  /** Waits until the cap allows a request for `things`, and books it; the answer is what to give to `settle`. */
  async book(things: number, signal: AbortSignal): Promise<number> {
    const expected = things * this.#unitsEach
    this.#accrue()
    this.#balance -= expected
    const debt = Math.min(0, this.#balance)
    if (debt < 0) await this.#clock.sleep(-debt / this.#perMs, signal)
    return expected
  }

  /** Replaces what was booked by what the request consumed. */
  settle(booked: number, things: number, units: number): void {
    this.#balance += booked - units
    if (things > 0 && units > 0) this.#unitsEach = this.#unitsEach * 0.8 + (units / things) * 0.2
  }

  #accrue(): void {
    const now = this.#clock.monotonicMs()
    this.#balance = Math.min(this.#most, this.#balance + (now - this.#atMs) * this.#perMs)
    this.#atMs = now
  }
}
