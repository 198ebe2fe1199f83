import { DAY_MS } from './instant.ts'

/** `Area/Location`, UTC or GMT. ICU knows abbreviations too, of which some name two zones: BST is Dhaka's to it. */
const NAME = /^(?:UTC|GMT|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/

/** Days whose offset is kept: eleven years of them, 100 KB. A table whose ages spread further is read a little slower. */
const MAX_DAYS = 4_096

/** Zones kept at once. Items bring their own, and a formatter takes about 0.1 ms and 50 KB. */
const MAX_ZONES = 32

/**
 * A zone of the IANA time zone database, as the platform's Intl knows it. A question is answered from the offsets of
 * the two ends of its UTC day, unless they differ: Intl itself takes microseconds.
 */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat
  readonly #offsetsAtMidnight = new Map<number, number>()

  private constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  }

  /** Undefined where the platform knows no such zone, or writes its offset in a way that is not read here. */
  static named(name: string): TimeZone | undefined {
    if (!NAME.test(name)) return undefined
    try {
      const zone = new TimeZone(name)
      return Number.isNaN(zone.#askIntl(0)) ? undefined : zone
    } catch {
      // Intl throws for a zone that it does not know: that is the answer.
      return undefined
    }
  }

  /** Milliseconds that local time is ahead of UTC at a moment. */
  offsetMs(ms: number): number {
    const day = Math.floor(ms / DAY_MS)
    const atStart = this.#offsetAtMidnight(day)
    return atStart === this.#offsetAtMidnight(day + 1) ? atStart : this.#askIntl(ms)
  }

  /**
   * The moment at which clocks show a local time, given as milliseconds as if it were UTC. Of a time that exists twice
   * the later moment; undefined for one that is skipped.
   */
  momentMs(localMs: number): number | undefined {
    return this.#moments(localMs).at(-1)
  }

  /** The moment at which a local day ends, by its midnight as if it were UTC; undefined for a day that is skipped. */
  dayEndMs(localMidnightMs: number): number | undefined {
    const end = this.#startOf(localMidnightMs + DAY_MS)
    return end > this.#startOf(localMidnightMs) ? end : undefined
  }

  /** When no earlier day can come any more; where midnight is skipped, with the skip. */
  #startOf(localMidnightMs: number): number {
    const [first, second] = this.#moments(localMidnightMs)
    if (first === undefined) return localMidnightMs - Math.min(...this.#offsetsAround(localMidnightMs))
    const comesBack = second !== undefined && second - 1 + this.offsetMs(second - 1) < localMidnightMs
    return comesBack ? second : first
  }

  /** None, one or two, in their order. */
  #moments(localMs: number): readonly number[] {
    const [before, after] = this.#offsetsAround(localMs)
    const moments = before === after ? [localMs - before] : [localMs - before, localMs - after].sort((a, b) => a - b)
    return moments.filter((ms) => ms + this.offsetMs(ms) === localMs)
  }

  /** Offsets are less than a day, and no zone changes its own twice within two days. */
  #offsetsAround(localMs: number): readonly [before: number, after: number] {
    return [this.offsetMs(localMs - DAY_MS), this.offsetMs(localMs + DAY_MS)]
  }

  #offsetAtMidnight(day: number): number {
    let offset = this.#offsetsAtMidnight.get(day)
    if (offset === undefined) {
      offset = this.#askIntl(day * DAY_MS)
      if (this.#offsetsAtMidnight.size >= MAX_DAYS) this.#offsetsAtMidnight.clear()
      this.#offsetsAtMidnight.set(day, offset)
    }
    return offset
  }

  /** NaN for a text of another form: it equals no offset, so that no local time has a moment. */
  #askIntl(ms: number): number {
    const shown = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.#format.format(ms))
    if (shown === null) return Number.NaN
    const [, sign, hours, minutes, seconds = '0'] = shown
    if (hours === undefined || minutes === undefined) return 0
    const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
    return sign === '-' ? -offset : offset
  }
}

/** Zones by name, each made once. */
export class TimeZones {
  readonly #zones = new Map<string, TimeZone | undefined>()

  /** Undefined where the platform knows no such zone. */
  named(name: string): TimeZone | undefined {
    if (this.#zones.has(name)) return this.#zones.get(name)
    if (this.#zones.size >= MAX_ZONES) this.#zones.clear()
    const zone = TimeZone.named(name)
    this.#zones.set(name, zone)
    return zone
  }
}
