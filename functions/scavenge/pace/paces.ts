import { causeOf, type ThrottlingCause, type ThrottlingReasons } from '../request/throttling.ts'
import type { Clock } from '../waiting/clock.ts'
import { Pace, type Rate } from './pace.ts'
import { SegmentPace, type SharedPaces } from './segmentPace.ts'

/**
 * Deletes a second of all segments together in the first pass, at a unit a delete. A new on-demand table takes 4,000
 * write units a second.
 */
export const FIRST_DELETES_PER_SECOND = 3_600

/** Milliseconds for which a cause that DynamoDB named is also taken for the cause of throttles that name none. */
const CAUSE_STANDS_MS = 10_000

/** Milliseconds between two deletes that are sent alone to ask for a cause. */
const ASKED_EVERY_MS = 1_000

interface PacesOptions {
  readonly readers: number
  /** How far two segments are apart, for comparison alone. */
  readonly distance: (one: number, other: number) => number
  /** Deletes a second of one segment in work, as the pass before learned it. */
  readonly perSecond?: number | undefined
}

/**
 * The paces of all segments in work. A segment lies on one or two partitions and shares them with its neighbours, so a
 * rate belongs to a place of the table more than to a segment. A reader that goes on with a neighbouring segment keeps
 * its pace. A reader that goes on elsewhere leaves its rate to the nearest segment in work, and takes half of the rate
 * of the segment that is nearest to its new one. The sum of the rates on a partition stays the same either way. Where
 * the limit of the table, of an index or of the account binds, all segments share one more pace.
 */
export class Paces implements SharedPaces {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #readers: number
  readonly #distance: PacesOptions['distance']
  readonly #first: Rate
  readonly #open = new Map<number, Pace>()
  /** Shares of the first rate that no segment has taken yet: one a reader. */
  #shares: number
  #table: Pace | undefined
  #cause: ThrottlingCause = 'partition'
  #causeStandsUntilMs = Number.NEGATIVE_INFINITY
  #askAgainMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, random: () => number, { readers, distance, perSecond }: PacesOptions) {
    this.#clock = clock
    this.#random = random
    this.#readers = readers
    this.#distance = distance
    this.#first = { perSecond: perSecond ?? FIRST_DELETES_PER_SECOND / readers, tooMuch: undefined }
    this.#shares = readers
  }

  /** Deletes a second of one segment in work, as it is now. */
  get perSecond(): number {
    return Math.min(this.#total, this.#table?.rate.perSecond ?? Number.POSITIVE_INFINITY) / this.#readers
  }

  /** The pace of a segment that begins. `ended`: the segment that its reader has just finished. */
  open(segment: number, ended?: number): SegmentPace {
    if (this.#open.has(segment)) throw new Error(`paces: expected segment ${segment} to be closed, found it open`)
    const pace = this.#paceFor(segment, ended)
    if (this.#open.size === this.#readers)
      throw new Error(`paces: expected at most ${this.#readers} segments in work, found one more`)
    this.#open.set(segment, pace)
    return new SegmentPace(this, pace)
  }

  /**
   * One share of the first rate while any is left, then the ended segment's pace if it is the nearest, else half of
   * the nearest's.
   */
  #paceFor(segment: number, ended: number | undefined): Pace {
    if (this.#shares > 0) {
      this.#shares--
      return this.#firstPace()
    }
    const before = ended === undefined ? undefined : this.#open.get(ended)
    const nearest = this.#nearest(segment)
    if (ended !== undefined && before !== undefined && nearest === before) {
      this.#open.delete(ended)
      return before
    }
    if (ended !== undefined) this.close(ended)
    return nearest?.split() ?? this.#firstPace()
  }

  #firstPace(): Pace {
    return new Pace(this.#clock, this.#random, this.#first)
  }

  /** A segment has ended, and its reader takes no other. */
  close(segment: number): void {
    const pace = this.#open.get(segment)
    if (pace === undefined) return
    this.#open.delete(segment)
    const heir = this.#nearest(segment)
    if (heir === undefined) this.#shares++
    else heir.add(pace.rate)
  }

  takeTurnToAsk(): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs < this.#askAgainMs) return false
    this.#askAgainMs = nowMs + ASKED_EVERY_MS
    return true
  }

  async admit(deletes: number, signal: AbortSignal): Promise<void> {
    await this.#table?.admit(deletes, signal)
  }

  acknowledged(): void {
    this.#table?.acknowledged()
  }

  throttled(pace: Pace, acknowledged: number, reasons: ThrottlingReasons): void {
    const bound = this.#causeOf(reasons) === 'partition' ? pace : this.#ofTable()
    bound.throttled(acknowledged)
    if (acknowledged > 0 && bound === pace) this.acknowledged()
  }

  #ofTable(): Pace {
    this.#table ??= new Pace(this.#clock, this.#random, { perSecond: this.#total, tooMuch: undefined })
    return this.#table
  }

  #causeOf(reasons: ThrottlingReasons): ThrottlingCause {
    const nowMs = this.#clock.monotonicMs()
    const named = causeOf(reasons)
    if (named !== undefined) {
      this.#cause = named
      this.#causeStandsUntilMs = nowMs + CAUSE_STANDS_MS
    }
    return nowMs < this.#causeStandsUntilMs ? this.#cause : 'partition'
  }

  get #total(): number {
    const rates = [...this.#open.values()].map(({ rate }) => rate.perSecond)
    return rates.reduce((sum, rate) => sum + rate, 0) + this.#shares * this.#first.perSecond
  }

  #nearest(segment: number): Pace | undefined {
    let nearest: Pace | undefined
    let least = Number.POSITIVE_INFINITY
    for (const [other, pace] of this.#open) {
      const distance = this.#distance(other, segment)
      if (distance >= least) continue
      least = distance
      nearest = pace
    }
    return nearest
  }
}
