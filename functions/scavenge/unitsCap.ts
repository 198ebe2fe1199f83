import type { Clock } from './clock.ts'
import { Wakeup } from './wakeup.ts'

/** What a cap leaves unused may be used later up to this much of a second, so that late timers cost little capacity. */
const AHEAD_SECONDS = 0.02

/**
 * A cap in capacity units a second, kept from what DynamoDB reports as consumed. A request books what it will take,
 * guessed from those before it, and goes when all that was booked before it and itself are allowed; what it really
 * took is settled afterwards: an overdraft is waited off, what was not used is free at once.
 */
export class UnitsCap {
  readonly #clock: Clock
  readonly #perMs: number
  readonly #ahead: number
  readonly #settled = new Wakeup()
  /** Units booked and units allowed since the beginning; the difference is what may be booked without waiting. */
  #booked = 0
  #allowed: number
  #accruedMs: number
  #unitsEach: number
  #learned = false

  /** `unitsEach`: what one thing is taken to need before any was settled. */
  constructor(clock: Clock, unitsPerSecond: number, unitsEach: number) {
    this.#clock = clock
    this.#perMs = unitsPerSecond / 1_000
    this.#ahead = Math.max(1, unitsPerSecond * AHEAD_SECONDS)
    this.#allowed = this.#ahead
    this.#accruedMs = clock.monotonicMs()
    this.#unitsEach = unitsEach
  }

  /** How many things of the size seen so far fit into one second of the cap; at least 1. */
  get thingsASecond(): number {
    return Math.max(1, Math.floor((this.#perMs * 1_000) / this.#unitsEach))
  }

  /** A better guess of what a thing needs, for as long as none was settled. */
  guess(unitsEach: number): void {
    if (!this.#learned) this.#unitsEach = unitsEach
  }

  /** Waits until the cap allows a request for `things`, or until `signal` aborts; the answer is for `settle`. */
  async book(things: number, signal: AbortSignal): Promise<number> {
    const expected = things * this.#unitsEach
    this.#accrue()
    this.#booked += expected
    const due = this.#booked
    while (this.#allowed < due && !signal.aborted) {
      const enough = new AbortController()
      // whole milliseconds, as timers are: a rest of a rounding error would be slept for without time passing
      const wait = this.#clock.sleep(Math.ceil((due - this.#allowed) / this.#perMs), enough.signal)
      const stop = AbortSignal.any([signal, enough.signal])
      await Promise.race([wait, this.#settled.wait(stop)])
      enough.abort('settled')
      this.#accrue()
    }
    return expected
  }

  /** Replaces what was booked by what the request consumed for its `things`; none where it was not carried out. */
  settle(booked: number, things: number, units: number): void {
    this.#allowed += booked - units
    if (things > 0 && units > 0) {
      this.#unitsEach = this.#learned ? this.#unitsEach * 0.8 + (units / things) * 0.2 : units / things
      this.#learned = true
    }
    if (booked > units) this.#settled.wake()
  }

  #accrue(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#allowed = Math.min(this.#booked + this.#ahead, this.#allowed + (nowMs - this.#accruedMs) * this.#perMs)
    this.#accruedMs = nowMs
  }
}
