import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'

/** A new on-demand table takes 4,000 write units a second: all segments together begin below that, at a unit a delete. */
const FIRST_DELETES_PER_SECOND = 3_600

/** Until the first throttle a rate doubles in this time, in milliseconds. */
const DOUBLING_MS = 250

/**
 * After a throttle: the share of the rate that is kept, the seconds until the rate is back where it was throttled,
 * and the pause in milliseconds that lets the partition breathe. The way back is CUBIC's (RFC 9438): steep, then
 * flat around the rate that was too much, then steeper and steeper where nothing throttles any more.
 */
const KEPT = 0.95
const BACK_SECONDS = 1
const PAUSE_MS = 20
/** A throttle so many seconds after another: the rate was far too high, or other work came; more is given up. */
const AGAIN_SECONDS = 0.2
const KEPT_AGAIN = 0.8
const STEEPNESS = (1 - KEPT) / BACK_SECONDS ** 3

/** What the segments learned of the rate that holds, in deletes a second and segment; new segments begin with it. */
export class LearnedRate {
  #perSecond: number

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  get perSecond(): number {
    return this.#perSecond
  }

  learn(perSecond: number): void {
    this.#perSecond = this.#perSecond * 0.8 + perSecond * 0.2
  }
}

/** Where nothing was learned yet: what each of `readers` segments begins with. */
export function firstRate(readers: number): number {
  return FIRST_DELETES_PER_SECOND / readers
}

/**
 * The pace of one segment's deletes: as fast as its partition takes them, slower at once when it throttles. Other
 * segments, which may lie on other partitions, have a pace of their own.
 */
export class SegmentPace {
  readonly #clock: Clock
  readonly #learned: LearnedRate
  readonly #backoff: Backoff
  /** Deletes a second. */
  #rate: number
  /** The rate at the last throttle; undefined before the first. */
  #tooMuch: number | undefined
  /** Seconds spent at the pace's limit since the last throttle. */
  #limitedSeconds = 0
  /** Until then a throttle is the last one's, not a new one. */
  #heldMs = 0
  #nextMs: number
  #grownMs: number

  constructor(clock: Clock, random: () => number, learned: LearnedRate) {
    this.#clock = clock
    this.#learned = learned
    this.#backoff = new Backoff(clock, random)
    this.#rate = learned.perSecond
    this.#nextMs = this.#grownMs = clock.monotonicMs()
  }

  /** Waits until a batch of `deletes` may be sent, or until `signal` aborts. */
  async admit(deletes: number, signal: AbortSignal): Promise<void> {
    await this.#backoff.wait(signal)
    for (;;) {
      const waitMs = this.#nextMs - this.#clock.monotonicMs()
      if (waitMs <= 0 || signal.aborted) break
      await this.#clock.sleep(waitMs, signal)
      this.#grow()
    }
    this.#grownMs = this.#clock.monotonicMs()
    this.#nextMs = Math.max(this.#nextMs, this.#grownMs) + (deletes / this.#rate) * 1_000
  }

  /** A batch was acknowledged and nothing of it throttled. */
  acknowledged(): void {
    this.#backoff.succeeded()
    this.#learned.learn(this.#rate)
  }

  /** A batch was throttled; `acknowledged` of its deletes were not. */
  throttled(acknowledged: number): void {
    const now = this.#clock.monotonicMs()
    if (acknowledged === 0) this.#backoff.failed()
    else this.#backoff.succeeded()
    if (now < this.#heldMs) return // answers to batches sent together count as one
    this.#heldMs = now + PAUSE_MS
    this.#tooMuch = this.#rate
    this.#rate *= this.#limitedSeconds < AGAIN_SECONDS ? KEPT_AGAIN : KEPT
    this.#limitedSeconds = 0
    this.#nextMs = Math.max(this.#nextMs, now + PAUSE_MS)
    this.#grownMs = now
    this.#learned.learn(this.#rate)
  }

  /** A request failed without a throttle: the next one waits, at the same rate. */
  failed(): void {
    this.#backoff.failed()
  }

  #grow(): void {
    const now = this.#clock.monotonicMs()
    const seconds = (now - this.#grownMs) / 1_000
    this.#grownMs = now
    if (this.#tooMuch === undefined) {
      this.#rate *= 2 ** ((seconds * 1_000) / DOUBLING_MS)
      return
    }
    this.#limitedSeconds += seconds
    this.#rate = this.#tooMuch * (1 + STEEPNESS * (this.#limitedSeconds - BACK_SECONDS) ** 3)
  }
}
