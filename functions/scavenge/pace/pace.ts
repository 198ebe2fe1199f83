import { Backoff } from '../request/backoff.ts'
import type { Clock } from '../waiting/clock.ts'

/** Milliseconds in which a rate doubles until its first throttle. */
const DOUBLING_MS = 150

/**
 * After a throttle: the share of the rate that is kept, the seconds until the rate is back where it was throttled, and
 * the pause in milliseconds before the next delete. The rate grows as in CUBIC (RFC 9438): fast at first, slowly around
 * the rate that was too much, and faster and faster above it, for a partition that has capacity again. About 100 choices
 * were compared in virtual time on four partitions (test/unit/pass/flow.test.ts). These had the best balance: they used
 * 99 % of the capacity, with 0.4 % of the deletes throttled.
 */
const KEPT = 0.9
const BACK_SECONDS = 5
const PAUSE_MS = 100
const STEEPNESS_BACK = (1 - KEPT) / BACK_SECONDS ** 3
const STEEPNESS_BEYOND = 0.1
/**
 * Deletes a second from which a pace's growth is reckoned at least. It brings segments that share a partition to equal
 * shares.
 */
const LEAST_GROWTH = 50
/**
 * Below this rate all of that takes longer, in proportion and up to so many times: a partition of ten units a second
 * otherwise throttles one delete in ten.
 */
const SLOW_PER_SECOND = 100
const MOST_SLOWER = 10
/** Seconds' worth of the rate that one request may hold, and one delete at least: a larger one is a burst. */
const REQUEST_SECONDS = 0.1
/** Seconds' worth of the rate that may be used later when a timer was late. */
const AHEAD_SECONDS = 0.01
/** Milliseconds after which a waiting pace reads its rate again, which may have grown. */
const LOOK_MS = 100
/**
 * At the first throttle of all: a rate that has doubled until then may be twice too high. Less than this left partitions
 * half idle for the seconds in which a rate comes back. A rate that has not grown is kept as after any throttle: it was
 * chosen, or learned by the pass before.
 */
const KEPT_FIRST = 0.6

/** A rate in deletes a second, and the rate that is taken to be too much; undefined before the first throttle. */
export interface Rate {
  readonly perSecond: number
  readonly tooMuch: number | undefined
}

/** How fast deletes may be sent: as fast as the table takes them, and at once slower when it throttles. */
export class Pace {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #backoff: Backoff
  readonly #begunAt: number
  #rate: number
  #tooMuch: number | undefined
  /** Seconds in which the pace held deletes up, since the last throttle. */
  #limitedSeconds = 0
  /** Whether nothing was acknowledged of the last throttled batch, nor since then. */
  #takesNothing = false
  /** Until this time nothing is sent, and a throttle counts as part of the last one. */
  #heldMs = 0
  /** Deletes that were sent ahead of the rate. */
  #owed = 0
  #paidMs: number

  constructor(clock: Clock, random: () => number, { perSecond, tooMuch }: Rate) {
    this.#clock = clock
    this.#random = random
    this.#backoff = new Backoff(clock, random)
    this.#begunAt = perSecond
    this.#rate = perSecond
    this.#tooMuch = tooMuch
    this.#paidMs = clock.monotonicMs()
  }

  get rate(): Rate {
    return { perSecond: this.#rate, tooMuch: this.#tooMuch }
  }

  /** Deletes that the next request may hold. */
  get deletesAtOnce(): number {
    return Math.max(1, Math.floor(this.#rate * REQUEST_SECONDS))
  }

  /** Gives half of its rate to a new pace, which has come as far since the last throttle. */
  split(): Pace {
    this.#rate /= 2
    if (this.#tooMuch !== undefined) this.#tooMuch /= 2
    const half = new Pace(this.#clock, this.#random, this.rate)
    half.#limitedSeconds = this.#limitedSeconds
    return half
  }

  /** Takes over the rate of a pace that has ended. */
  add({ perSecond }: Rate): void {
    if (this.#tooMuch !== undefined) this.#tooMuch += perSecond
    this.#rate += perSecond
  }

  /** Waits until a batch of `deletes` may be sent, or until `signal` aborts. */
  async admit(deletes: number, signal: AbortSignal): Promise<void> {
    await this.#backoff.wait(signal)
    this.#pay(false) // the time until now was not spent waiting for the pace
    for (;;) {
      const waitMs = Math.max(this.#heldMs - this.#clock.monotonicMs(), (this.#owed / this.#rate) * 1_000)
      if (waitMs <= 0 || signal.aborted) break
      await this.#clock.sleep(Math.ceil(Math.min(waitMs, LOOK_MS)), signal) // whole milliseconds, as timers are
      this.#pay(true)
    }
    this.#owed += deletes
  }

  /** A batch was acknowledged and nothing of it throttled. */
  acknowledged(): void {
    this.#takesNothing = false
    this.#backoff.succeeded()
  }

  /** A batch was throttled; `acknowledged` of its deletes were not. */
  throttled(acknowledged: number): void {
    const now = this.#clock.monotonicMs()
    if (acknowledged === 0) this.#backoff.failed()
    else this.#backoff.succeeded()
    if (now < this.#heldMs) return // answers to batches sent together count as one
    this.#pay(false)
    this.#heldMs = now + PAUSE_MS
    const wasTakingNothing = this.#takesNothing
    this.#takesNothing = acknowledged === 0
    if (wasTakingNothing && acknowledged === 0) return // the backoff waits this out: no rate would help
    const kept = this.#kept
    this.#tooMuch = this.#rate * (kept / KEPT) // the rate grows anew from what is kept
    this.#rate *= kept
    this.#limitedSeconds = 0
  }

  /** The share of the rate that is kept after a throttle now. */
  get #kept(): number {
    if (this.#tooMuch !== undefined) return KEPT
    return Math.max(KEPT_FIRST, KEPT * Math.min(1, this.#begunAt / this.#rate))
  }

  /** A request failed without a throttle: the next one waits, at the same rate. */
  failed(): void {
    this.#backoff.failed()
  }

  /** Takes the time since its last call into account: it pays for deletes, and the rate grows if it held them up. */
  #pay(limited: boolean): void {
    const now = this.#clock.monotonicMs()
    const seconds = (now - this.#paidMs) / 1_000
    this.#paidMs = now
    const owed = this.#owed - this.#rate * seconds
    // a little credit is kept, to make up for a late timer
    this.#owed = Math.max(owed, -this.#rate * AHEAD_SECONDS)
    // a longer time means that the process stood still, not that the rate held it up
    if (limited) this.#grow(Math.min(seconds, LOOK_MS / 1_000))
  }

  #grow(seconds: number): void {
    if (this.#tooMuch === undefined) {
      this.#rate *= 2 ** ((seconds * 1_000) / DOUBLING_MS)
      return
    }
    this.#limitedSeconds += seconds
    const slower = Math.max(1, Math.min(MOST_SLOWER, SLOW_PER_SECOND / this.#tooMuch))
    const past = this.#limitedSeconds / slower - BACK_SECONDS
    const least = Math.max(this.#tooMuch, LEAST_GROWTH / slower)
    const growth = past < 0 ? this.#tooMuch * STEEPNESS_BACK : least * STEEPNESS_BEYOND
    this.#rate = this.#tooMuch + growth * past ** 3
  }
}
