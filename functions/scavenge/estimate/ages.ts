import { DAY_MS } from '../age/formats/instant.ts'

/** Where the bars of the histogram begin, in days: some fixed places, so that two estimates can be compared. */
const EDGES_DAYS = [0, 1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1_095, 1_825, 3_650, 7_300, 36_525] as const

/** A bar of the histogram: candidates from `fromDays` old up to, not including, `toDays`; the last bar has no end. */
export interface AgeBar {
  readonly fromDays: number
  readonly toDays: number | null
  readonly items: number
}

/** Ages of candidates, counted in bars, with the days of the oldest and the newest. Memory does not grow with them. */
export class Ages {
  readonly #startMs: number
  readonly #bars: number[] = EDGES_DAYS.map(() => 0)
  #oldestMs = Number.POSITIVE_INFINITY
  #newestMs = Number.NEGATIVE_INFINITY

  /** `startMs`: the execution's start, from which ages count. */
  constructor(startMs: number) {
    this.#startMs = startMs
  }

  add(timeMs: number): void {
    const days = (this.#startMs - timeMs) / DAY_MS
    const bar = EDGES_DAYS.findLastIndex((from) => from <= days)
    const place = Math.max(0, bar)
    this.#bars[place] = (this.#bars[place] ?? 0) + 1
    this.#oldestMs = Math.min(this.#oldestMs, timeMs)
    this.#newestMs = Math.max(this.#newestMs, timeMs)
  }

  /** Day of the oldest candidate and of the newest, such as `2024-01-31` in UTC; null where there was none. */
  get oldest(): string | null {
    return dayOf(this.#oldestMs)
  }

  get newest(): string | null {
    return dayOf(this.#newestMs)
  }

  /** The bars from the first that holds something to the last, each count multiplied by `times`. */
  histogram(times: number): readonly AgeBar[] {
    const first = this.#bars.findIndex((items) => items > 0)
    const last = this.#bars.findLastIndex((items) => items > 0)
    return this.#bars.flatMap((items, at) => {
      const [fromDays, toDays = null] = EDGES_DAYS.slice(at, at + 2)
      if (first < 0 || at < first || at > last || fromDays === undefined) return []
      return [{ fromDays, toDays, items: Math.round(items * times) }]
    })
  }
}

/** Only the day: a time to the second would be an item's value. */
function dayOf(timeMs: number): string | null {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString().slice(0, 10) : null
}
