/** Items that a page asks for at first, at least, and at most (1 MB ends a page before, whatever its limit says). */
export const FIRST_PAGE_LIMIT = 100
const MIN_LIMIT = 5
const MAX_LIMIT = 100_000

/** Candidates that a page should hold at most, so that memory stays flat: two pages a segment are in memory. */
const MAX_CANDIDATES = 1_500

/** A page should be settled in this share of a pass, and in this many milliseconds. */
const SETTLE_SHARE = 0.05
const SETTLE_MS = 2_000

/** Adapts how many items a page asks for to how fast pages are being settled, so that little is read in vain. */
export class PageSize {
  readonly #targetMs: number
  readonly #affordable: () => number
  #limit: number
  /** Candidates an item, in the page before. */
  #candidateShare = 1

  /** `affordable`: how many candidates may still be deleted before the pass ends for want of capacity. */
  constructor(limit: number, passMs: number, affordable: () => number = () => Number.POSITIVE_INFINITY) {
    this.#limit = limit
    this.#targetMs = Math.min(SETTLE_MS, passMs * SETTLE_SHARE)
    this.#affordable = affordable
  }

  /** What pages turned out to be best at. */
  get learned(): number {
    return this.#limit
  }

  /** What the next page should ask for. */
  get limit(): number {
    const useful = this.#candidateShare > 0 ? this.#affordable() / this.#candidateShare : Number.POSITIVE_INFINITY
    return Math.max(MIN_LIMIT, Math.floor(Math.min(this.#limit, useful)))
  }

  /** A page of `scanned` items with `candidates` among them took `tookMs` from its arrival until all were settled. */
  settled(scanned: number, candidates: number, tookMs: number): void {
    if (scanned === 0) return
    this.#candidateShare = candidates / scanned
    const byTime = (scanned * this.#targetMs) / tookMs // endless where it took no time
    const byMemory = (MAX_CANDIDATES * scanned) / candidates // endless where there were none
    const wanted = Math.min(byTime, byMemory, MAX_LIMIT, this.#limit * 2)
    this.#limit = Math.max(MIN_LIMIT, Math.floor(Math.max(wanted, this.#limit / 2)))
  }
}
