/** Items that a page asks for at first, at least and at most. DynamoDB also ends a page at 1 MB. */
export const FIRST_PAGE_LIMIT = 100
const MIN_LIMIT = 5
const MAX_LIMIT = 100_000

/** Candidates that a page should hold at most. Two pages of each segment are in memory, which must stay flat. */
const MAX_CANDIDATES = 1_500

/** A page should be settled within this share of a pass, and within this many milliseconds. */
const SETTLE_SHARE = 0.05
const SETTLE_MS = 2_000

/** Adapts how many items a page asks for to how fast pages are settled, so that few items are read twice. */
export class PageSize {
  readonly #targetMs: number
  readonly #affordable: () => number
  #limit: number
  /** The share of candidates among the items of the last page. */
  #candidateShare = 1
  /** Write units that the delete of an item of the last page is expected to take. */
  #unitsEach = 1

  /** `affordable`: how many expected write units the write cap still allows in this pass. */
  constructor(limit: number, passMs: number, affordable: () => number = () => Number.POSITIVE_INFINITY) {
    this.#limit = limit
    this.#targetMs = Math.min(SETTLE_MS, passMs * SETTLE_SHARE)
    this.#affordable = affordable
  }

  /** Items a page, as the pass has adapted it. */
  get learned(): number {
    return this.#limit
  }

  /** How many items the next page should ask for. */
  get limit(): number {
    const unitsOfItem = this.#candidateShare * this.#unitsEach
    const useful = unitsOfItem > 0 ? this.#affordable() / unitsOfItem : Number.POSITIVE_INFINITY
    return Math.max(MIN_LIMIT, Math.floor(Math.min(this.#limit, useful)))
  }

  /** A page has come; the delete of one of its items is expected to take `unitsEach` write units. */
  weighed(unitsEach: number): void {
    this.#unitsEach = unitsEach
  }

  /**
   * Adapts to a page of `scanned` items, `candidates` among them, whose items were settled `tookMs` after it arrived.
   */
  settled(scanned: number, candidates: number, tookMs: number): void {
    if (scanned === 0) return
    this.#candidateShare = candidates / scanned
    const byTime = (scanned * this.#targetMs) / tookMs // infinite where it took no time
    const byMemory = (MAX_CANDIDATES * scanned) / candidates // infinite where there were none
    const wanted = Math.min(byTime, byMemory, MAX_LIMIT, this.#limit * 2)
    this.#limit = Math.max(MIN_LIMIT, Math.floor(Math.max(wanted, this.#limit / 2)))
  }
}
