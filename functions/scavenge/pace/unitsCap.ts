import type { Clock } from '../waiting/clock.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import { Booking } from './booking.ts'

/** Seconds' worth of the cap that may be used later, so that late timers waste little capacity. */
const AHEAD_SECONDS = 0.02

/**
 * The share of the cap that is used without bursts. Any ten seconds may hold one request more than their share, and
 * still stay below the cap.
 */
const USED_SHARE = 0.99

export interface CapSettings {
  readonly unitsPerSecond: number
  /**
   * Units that one thing is expected to need until the first is settled. A thing is what requests are measured by: an item
   * that is read, or a write unit that a delete is expected to take by its item's size.
   */
  readonly unitsEach: number
  /** Seconds' worth of the cap that one request holds at most without bursts, and one thing at least; 1 where absent. */
  readonly requestSeconds?: number | undefined
  /** With bursts: seconds for which unused units are saved up. The average stays the same, and no request waits. */
  readonly burstSeconds: number | undefined
  /**
   * Seconds that a request waits for its own units at most. One that needs more (a large item under a small cap) then
   * goes and overdraws, because its units might not come in before the pass ends.
   */
  readonly longestWaitSeconds: number
  /** Units that the cap begins with, negative after an overdraft; as many as it can hold where undefined. */
  readonly carriedUnits: number | undefined
}

/**
 * A cap in capacity units a second, kept by what DynamoDB reports as consumed. A request books what it is expected to
 * consume, judged by the requests before it, and is sent when the cap allows it and all earlier ones. Afterwards it
 * settles what it did consume: unused units are free at once, and the next requests wait off an overdraft. With bursts
 * a request is refused instead of waiting, and the cap says how long its savings take to be whole again.
 */
export class UnitsCap {
  readonly unitsPerSecond: number
  /** Whether the cap keeps its average in bursts, and refuses requests instead of letting them wait. */
  readonly inBursts: boolean
  readonly #clock: Clock
  readonly #perMs: number
  readonly #requestUnits: number
  readonly #most: number
  /** Units of its own that a request waits for at most. */
  readonly #mostOwn: number
  /** Wakes the waiting requests when one consumed less than it had booked. */
  readonly #unused = new Wakeup()
  /** Units booked and units allowed since the beginning. The difference may be booked without waiting. */
  #booked = 0
  #allowed: number
  #accruedMs: number
  #unitsEach: number
  #learned = false
  #exhausted = false

  constructor(clock: Clock, settings: CapSettings) {
    const { unitsPerSecond, unitsEach, requestSeconds = 1, burstSeconds, longestWaitSeconds, carriedUnits } = settings
    this.unitsPerSecond = unitsPerSecond
    this.#clock = clock
    this.inBursts = burstSeconds !== undefined
    this.#perMs = (unitsPerSecond * (this.inBursts ? 1 : USED_SHARE)) / 1_000
    this.#requestUnits = unitsPerSecond * requestSeconds
    this.#most = Math.max(1, unitsPerSecond * (burstSeconds ?? AHEAD_SECONDS))
    this.#mostOwn = Math.max(this.#most, unitsPerSecond * longestWaitSeconds)
    this.#allowed = Math.min(this.#most, carriedUnits ?? this.#most)
    this.#accruedMs = clock.monotonicMs()
    this.#unitsEach = unitsEach
  }

  /**
   * How many things of the size seen so far one request may hold: `requestSeconds` of the cap, or with bursts what is
   * saved up; at least 1.
   */
  get thingsAtOnce(): number {
    const units = this.inBursts ? this.availableUnits : this.#requestUnits
    return Math.max(1, Math.floor(units / this.#unitsEach))
  }

  /** Units that may be booked now; negative after an overdraft. */
  get availableUnits(): number {
    this.#accrue()
    return this.#allowed - this.#booked
  }

  /** Whether a request was refused. */
  get exhausted(): boolean {
    return this.#exhausted
  }

  /** Seconds until a burst's savings are whole again; 0 unless a request was refused. */
  get refillSeconds(): number {
    return this.#exhausted ? Math.max(1, Math.ceil((this.#most - this.availableUnits) / this.unitsPerSecond)) : 0
  }

  /** Whole seconds until an overdraft is waited off: 0 where there is none, or less than a second's worth. */
  get overdraftSeconds(): number {
    return Math.max(0, Math.floor(-this.availableUnits / this.unitsPerSecond))
  }

  /**
   * Books what a request for `things` is expected to consume. Resolves when the cap allows the request, or when
   * `signal` aborts. With bursts it never waits: undefined is a refusal, and every later answer is one too. A request
   * that needs more than the cap can save up, or than comes in within its longest wait, goes all the same, and overdraws.
   */
  async book(things: number, signal: AbortSignal): Promise<Booking | undefined> {
    const expected = things * this.#unitsEach
    if (this.inBursts) {
      this.#exhausted ||= this.availableUnits < Math.min(expected, this.#most)
      if (this.#exhausted) return undefined
    }
    this.#accrue()
    const due = this.inBursts ? Number.NEGATIVE_INFINITY : this.#booked + Math.min(expected, this.#mostOwn)
    const booking = this.#bookingOf(expected)
    while (this.#allowed < due && !signal.aborted) {
      const enough = new AbortController()
      // whole milliseconds, as timers are: a fraction from a rounding error would let no time pass
      const waitMs = Math.ceil((due - this.#allowed) / this.#perMs)
      const wakesMs = this.#accruedMs + waitMs
      const wait = this.#clock.sleep(waitMs, enough.signal)
      const stop = AbortSignal.any([signal, enough.signal])
      await Promise.race([wait, this.#unused.wait(stop)])
      enough.abort('settled')
      this.#forget(this.#clock.monotonicMs() - wakesMs - AHEAD_SECONDS * 1_000)
      this.#accrue()
    }
    return booking
  }

  /** Books a request for `things` that goes at once. What the cap does not allow yet is an overdraft. */
  bookAtOnce(things: number): Booking {
    this.#accrue()
    return this.#bookingOf(things * this.#unitsEach)
  }

  #bookingOf(expected: number): Booking {
    this.#booked += expected
    return new Booking({
      settle: (things, units) => this.#settle(expected, things, units),
      keep: () => undefined, // booked units are no longer available
    })
  }

  #settle(booked: number, things: number, units: number): void {
    this.#allowed += booked - units
    if (things > 0 && units > 0) {
      this.#unitsEach = this.#learned ? this.#unitsEach * 0.8 + (units / things) * 0.2 : units / things
      this.#learned = true
    }
    if (booked > units) this.#unused.wake()
  }

  /**
   * The process stood still for so long. What came in meanwhile is given up, since all waiting requests would go at
   * once.
   */
  #forget(lateMs: number): void {
    if (lateMs > 0) this.#accruedMs = Math.min(this.#clock.monotonicMs(), this.#accruedMs + lateMs)
  }

  #accrue(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#allowed = Math.min(this.#booked + this.#most, this.#allowed + (nowMs - this.#accruedMs) * this.#perMs)
    this.#accruedMs = nowMs
  }
}
