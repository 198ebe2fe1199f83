import { MAX_TOTAL_SEGMENTS } from '../rule/limits.ts'
import type { Page } from '../table/table.ts'
import { inTurns } from '../waiting/inTurns.ts'
import { drawSegments, PAGE_BYTES, segmentsToDraw } from './drawnSegments.ts'
import { type Counts, type SegmentCounts, sumOf } from './extrapolation.ts'
import { pagesOf, type SegmentReading } from './segmentReading.ts'
import { soundSegments } from './soundSegments.ts'

/** Bytes that an eventually consistent read unit covers: Developer Guide, "DynamoDB read and write operations". */
export const BYTES_A_READ_UNIT = 8_192

/** A segment is cut when so many pages of it were read and it goes on. */
const MAX_PAGES = 3

/** Segments read first, to see whether they are short enough, and the pages that they may have on average. */
const TRIED = 20
const TRIED_PAGES = 1

/** How many times more segments are drawn from where they turned out too long. */
const FINER = 10

/**
 * Under a read cap, which books them, a request asks for so many times the items of the longest page before it, and
 * never for fewer than the least.
 */
const TIMES_LONGEST = 2
const MIN_LIMIT = 1_000

/** What was read of segments drawn at random. */
export interface DrawnSample {
  readonly segments: readonly SegmentCounts[]
  /** Segments of the table. */
  readonly of: number
}

/**
 * Reads segments drawn at random out of `wanted`, or out of ten times as many where they turn out longer than a page
 * (the table's size by its own count may be hours old, or absent), or out of fewer where the engine is not sound with so
 * many. Those begun in time are the sample, in the order of the draw; one that was not finished is cut. `share`: of the
 * segments, 1 % unless told.
 */
export async function readSample(
  reading: SegmentReading,
  count: (page: Page) => Counts,
  { wanted, share }: { readonly wanted: number; readonly share: number | undefined },
  until: AbortSignal,
): Promise<DrawnSample> {
  const total = await soundSegments(reading, wanted, until)
  const drawn = drawSegments(total, segmentsToDraw(total, share), reading.random)
  const reader = new SampleReader(reading, count, total, until)
  await inTurns(drawn.slice(0, TRIED), reading.readers, (segment) => reader.read(segment))
  const mayBeFiner = total === wanted && total < MAX_TOTAL_SEGMENTS
  if (reader.meanPages > TRIED_PAGES && mayBeFiner && !until.aborted) {
    return readSample(reading, count, { wanted: Math.min(MAX_TOTAL_SEGMENTS, total * FINER), share }, until)
  }
  await inTurns(drawn.slice(TRIED), reading.readers, (segment) => reader.read(segment))
  return { segments: reader.segments, of: total }
}

class SampleReader {
  readonly segments: SegmentCounts[] = []
  readonly #reading: SegmentReading
  readonly #count: (page: Page) => Counts
  readonly #total: number
  readonly #until: AbortSignal
  #longestPage = 0
  #pages = 0

  constructor(reading: SegmentReading, count: (page: Page) => Counts, total: number, until: AbortSignal) {
    this.#reading = reading
    this.#count = count
    this.#total = total
    this.#until = until
  }

  get meanPages(): number {
    return this.#pages / Math.max(1, this.segments.length)
  }

  /**
   * Reads one segment to its end, or until it is cut. A segment of which no page came in time is left out: how long a
   * first page takes says little about what the segment holds, so this favours none.
   */
  async read(segment: number): Promise<void> {
    const read: Counts[] = []
    let [pages, isWhole] = [0, false]
    const where = { segment, totalSegments: this.#total }
    const booked = () => Math.max(MIN_LIMIT, this.#longestPage * TIMES_LONGEST)
    const limit = this.#reading.readCap === undefined ? undefined : booked
    for await (const page of pagesOf(this.#reading, where, this.#until, limit)) {
      read.push(this.#count(page))
      pages += pagesOfOne(page)
      this.#longestPage = Math.max(this.#longestPage, page.scannedCount)
      isWhole = page.lastKey === undefined
      if (pages >= MAX_PAGES) break
    }
    if (read.length === 0) return
    this.#pages += pages
    this.segments.push({ ...sumOf(read), cut: !isWhole })
  }
}

/**
 * How many pages an answer amounts to, by its bytes, because a request may ask for less than a page holds. Where the
 * engine tells no units, each answer is one page.
 */
function pagesOfOne({ readUnits }: Page): number {
  return readUnits > 0 ? (readUnits * BYTES_A_READ_UNIT) / PAGE_BYTES : 1
}
