import type { Clock } from '../waiting/clock.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import { Booking } from './booking.ts'

/** What a cap leaves unused may be used later up to this much of a second, so that late timers cost little capacity. */
const AHEAD_SECONDS = 0.02

/** Second by second, this share of the cap is used: any ten seconds hold a request more than theirs, and stay below it. */
const USED_SHARE = 0.99

export interface CapSettings {
  readonly unitsPerSecond: number
  /** What one thing is taken to need before any was settled. */
  readonly unitsEach: number
  /** The same average in bursts: what is unused is saved up for this many seconds, and nobody waits for more. */
  readonly burstSeconds: number | undefined
  /** Units that the pass before left, negative where it overdrew, with what has accrued since; all there can be if none. */
  readonly left: number | undefined
}

/**
 * A cap in capacity units a second, kept from what DynamoDB reports as consumed. A request books what it will take,
 * guessed from those before it, and goes when all that was booked before it and itself are allowed; what it really
 * took is settled afterwards: an overdraft is waited off, what was not used is free at once. With bursts a request is
 * refused in place of waiting, and the cap says how long its savings take to be whole again.
 */
export class UnitsCap {
  readonly unitsPerSecond: number
  /** Whether it keeps an average in bursts: it then refuses where it would wait. */
  readonly inBursts: boolean
  readonly #clock: Clock
  readonly #perMs: number
  readonly #most: number
  /** Wakes those who wait when a request consumed less than it had booked. */
  readonly #unused = new Wakeup()
  /** Units booked and units allowed since the beginning; the difference is what may be booked without waiting. */
  #booked = 0
  #allowed: number
  #accruedMs: number
  #unitsEach: number
  #learned = false
  #exhausted = false

  constructor(clock: Clock, { unitsPerSecond, unitsEach, burstSeconds, left }: CapSettings) {
    this.unitsPerSecond = unitsPerSecond
    this.#clock = clock
    this.inBursts = burstSeconds !== undefined
    this.#perMs = (unitsPerSecond * (this.inBursts ? 1 : USED_SHARE)) / 1_000
    this.#most = Math.max(1, unitsPerSecond * (burstSeconds ?? AHEAD_SECONDS))
    this.#allowed = Math.min(this.#most, left ?? this.#most)
    this.#accruedMs = clock.monotonicMs()
    this.#unitsEach = unitsEach
  }

  /** How many things of the size seen so far may go in one request: a second's worth, or what is saved up; at least 1. */
  get thingsAtOnce(): number {
    const units = this.inBursts ? this.left : this.unitsPerSecond
    return Math.max(1, Math.floor(units / this.#unitsEach))
  }

  /** Units that may be booked now; negative after an overdraft. */
  get left(): number {
    this.#accrue()
    return this.#allowed - this.#booked
  }

  /** Whether a request was refused. */
  get exhausted(): boolean {
    return this.#exhausted
  }

  /** Seconds until a burst's savings are whole again; 0 unless a request was refused. */
  get refillSeconds(): number {
    return this.#exhausted ? Math.max(1, Math.ceil((this.#most - this.left) / this.unitsPerSecond)) : 0
  }

  /** A better guess of what a thing needs, for as long as none was settled. */
  guess(unitsEach: number): void {
    if (!this.#learned) this.#unitsEach = unitsEach
  }

  /**
   * Books what a request for `things` is expected to consume. Resolves when the cap allows the request, or when
   * `signal` aborts. With bursts it never waits: undefined is a refusal, and every later answer is one too. A request
   * that needs more than the cap can save up goes when the savings are whole, and overdraws.
   */
  async book(things: number, signal: AbortSignal): Promise<Booking | undefined> {
    const expected = things * this.#unitsEach
    if (this.inBursts) {
      this.#exhausted ||= this.left < Math.min(expected, this.#most)
      if (this.#exhausted) return undefined
    }
    this.#accrue()
    this.#booked += expected
    const due = this.inBursts ? Number.NEGATIVE_INFINITY : this.#booked
    while (this.#allowed < due && !signal.aborted) {
      const enough = new AbortController()
      // whole milliseconds, as timers are: a rest of a rounding error would be slept for without time passing
      const wait = this.#clock.sleep(Math.ceil((due - this.#allowed) / this.#perMs), enough.signal)
      const stop = AbortSignal.any([signal, enough.signal])
      await Promise.race([wait, this.#unused.wait(stop)])
      enough.abort('settled')
      this.#accrue()
    }
    return new Booking((settledThings, units) => this.#settle(expected, settledThings, units))
  }

  /** Takes into account the `units` that a request for `things` consumed without a booking. */
  spent(things: number, units: number): void {
    this.#settle(0, things, units)
  }

  #settle(booked: number, things: number, units: number): void {
    this.#allowed += booked - units
    if (things > 0 && units > 0) {
      this.#unitsEach = this.#learned ? this.#unitsEach * 0.8 + (units / things) * 0.2 : units / things
      this.#learned = true
    }
    if (booked > units) this.#unused.wake()
  }

  #accrue(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#allowed = Math.min(this.#booked + this.#most, this.#allowed + (nowMs - this.#accruedMs) * this.#perMs)
    this.#accruedMs = nowMs
  }
}
