import { Backoff } from '../request/backoff.ts'
import type { Clock } from '../waiting/clock.ts'

/** Until the first throttle a rate doubles in this time, in milliseconds. */
const DOUBLING_MS = 150

/**
 * After a throttle: the share of the rate that is kept, the seconds until the rate is back where it was throttled,
 * and the pause in milliseconds that lets the partition breathe. The way back is CUBIC's (RFC 9438): steep, then
 * flat around the rate that was too much; beyond it steeper and steeper, for a partition that has room again. Of some
 * 100 choices these held the best balance in virtual time on four partitions (test/unit/pass/flow): 98 % of what they take,
 * 0.5 % of the deletes throttled, the beginning included 0.6 %.
 */
const KEPT = 0.9
const BACK_SECONDS = 4
const PAUSE_MS = 100
const STEEPNESS_BACK = (1 - KEPT) / BACK_SECONDS ** 3
const STEEPNESS_BEYOND = 0.1
/** Deletes a second that even the slowest pace grows by: segments that share a partition come to equal shares. */
const LEAST_GROWTH = 50
/** What a late timer leaves unused may be used later up to this much of a second. */
const AHEAD_SECONDS = 0.01
/** While it waits, a pace looks at its rate anew after so many milliseconds: it may have grown, or been given more. */
const LOOK_MS = 100
/** A throttle so many seconds after another: the rate was far too high, or other work came; more is given up. */
const AGAIN_SECONDS = 0.2
const KEPT_AGAIN = 0.8

/** A rate in deletes a second, and the rate at which it was last throttled; undefined before the first throttle. */
export interface Rate {
  readonly perSecond: number
  readonly tooMuch: number | undefined
}

/** How fast deletes may be sent: as fast as the table takes them, slower at once when it throttles. */
export class Pace {
  readonly #clock: Clock
  readonly #backoff: Backoff
  #rate: number
  #tooMuch: number | undefined
  /** Seconds spent at the pace's limit since the last throttle. */
  #limitedSeconds = 0
  /** Until then nothing is sent, and a throttle is the last one's, not a new one. */
  #heldMs = 0
  /** Deletes sent that the rate has not made up for yet. */
  #owed = 0
  #paidMs: number

  constructor(clock: Clock, random: () => number, { perSecond, tooMuch }: Rate) {
    this.#clock = clock
    this.#backoff = new Backoff(clock, random)
    this.#rate = perSecond
    this.#tooMuch = tooMuch
    this.#paidMs = clock.monotonicMs()
  }

  get rate(): Rate {
    return { perSecond: this.#rate, tooMuch: this.#tooMuch }
  }

  /** Gives half of its rate away. */
  halve(): Rate {
    this.#rate /= 2
    if (this.#tooMuch !== undefined) this.#tooMuch /= 2
    return this.rate
  }

  /** Takes over the rate of another that needs it no more. */
  add({ perSecond }: Rate): void {
    if (this.#tooMuch !== undefined) this.#tooMuch += perSecond
    this.#rate += perSecond
  }

  /** Waits until a batch of `deletes` may be sent, or until `signal` aborts. */
  async admit(deletes: number, signal: AbortSignal): Promise<void> {
    await this.#backoff.wait(signal)
    this.#pay(false) // what came before was no wait for the pace
    for (;;) {
      const waitMs = Math.max(this.#heldMs - this.#clock.monotonicMs(), (this.#owed / this.#rate) * 1_000)
      if (waitMs <= 0 || signal.aborted) break
      await this.#clock.sleep(Math.ceil(Math.min(waitMs, LOOK_MS)), signal) // whole, as timers are
      this.#pay(true)
    }
    this.#owed += deletes
  }

  /** A batch was acknowledged and nothing of it throttled. */
  acknowledged(): void {
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
    this.#tooMuch = this.#rate
    this.#rate *= this.#limitedSeconds < AGAIN_SECONDS ? KEPT_AGAIN : KEPT
    this.#limitedSeconds = 0
  }

  /** A request failed without a throttle: the next one waits, at the same rate. */
  failed(): void {
    this.#backoff.failed()
  }

  /** Takes the time since it last did into account: the rate makes up for deletes, and grows where it held them up. */
  #pay(limited: boolean): void {
    const now = this.#clock.monotonicMs()
    const seconds = (now - this.#paidMs) / 1_000
    this.#paidMs = now
    const owed = this.#owed - this.#rate * seconds
    // what a late timer cost is made up for
    this.#owed = Math.max(owed, -this.#rate * AHEAD_SECONDS)
    // a process that stood still has not been held up by the rate
    if (limited) this.#grow(Math.min(seconds, LOOK_MS / 1_000))
  }

  #grow(seconds: number): void {
    if (this.#tooMuch === undefined) {
      this.#rate *= 2 ** ((seconds * 1_000) / DOUBLING_MS)
      return
    }
    this.#limitedSeconds += seconds
    const past = this.#limitedSeconds - BACK_SECONDS
    const growth = past < 0 ? this.#tooMuch * STEEPNESS_BACK : Math.max(this.#tooMuch, LEAST_GROWTH) * STEEPNESS_BEYOND
    this.#rate = this.#tooMuch + growth * past ** 3
  }
}
