import type { Clock } from './clock.ts'
import { Pace, type Rate } from './pace.ts'

/** A new on-demand table takes 4,000 write units a second: all segments together begin below that, at a unit a delete. */
const FIRST_DELETES_PER_SECOND = 3_600

/**
 * The paces of all segments in work. A segment lies on one partition or two, and its neighbours on the same: so a rate
 * belongs to a place of the table more than to a segment. A segment that begins takes half of the rate of its nearest
 * neighbour in work, and one that ends leaves its own to the nearest: what a partition takes altogether stays.
 */
export class Paces {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #readers: number
  readonly #first: Rate
  readonly #open = new Map<number, Pace>()
  /** Shares of the first rate that no segment has taken yet: one a reader. */
  #shares: number

  /** `perSecond`: what the pass before learned, in deletes a second and segment in work. */
  constructor(clock: Clock, random: () => number, readers: number, perSecond = FIRST_DELETES_PER_SECOND / readers) {
    this.#clock = clock
    this.#random = random
    this.#readers = readers
    this.#first = { perSecond, tooMuch: undefined }
    this.#shares = readers
  }

  /** Deletes a second and segment in work, as it is now. */
  get perSecond(): number {
    const rates = [...this.#open.values()].map(({ rate }) => rate.perSecond)
    return (rates.reduce((sum, rate) => sum + rate, 0) + this.#shares * this.#first.perSecond) / this.#readers
  }

  /** The pace of a segment that begins. */
  open(segment: number): Pace {
    const neighbour = this.#shares > 0 ? undefined : this.#nearest(segment)
    if (neighbour === undefined) this.#shares--
    const pace = new Pace(this.#clock, this.#random, neighbour?.halve() ?? this.#first)
    this.#open.set(segment, pace)
    return pace
  }

  /** A segment has ended. */
  close(segment: number): void {
    const pace = this.#open.get(segment)
    if (pace === undefined) return
    this.#open.delete(segment)
    const heir = this.#nearest(segment)
    if (heir === undefined) this.#shares++
    else heir.add(pace.rate)
  }

  #nearest(segment: number): Pace | undefined {
    let nearest: Pace | undefined
    let least = Number.POSITIVE_INFINITY
    for (const [other, pace] of this.#open) {
      const distance = Math.abs(other - segment)
      if (distance >= least) continue
      least = distance
      nearest = pace
    }
    return nearest
  }
}
