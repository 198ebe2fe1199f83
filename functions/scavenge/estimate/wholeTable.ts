import type { Page } from '../table/table.ts'
import { inTurns } from '../waiting/inTurns.ts'
import { type Counts, sumOf } from './extrapolation.ts'
import { pagesOf, type SegmentReading } from './segmentReading.ts'

/** A table with fewer items than this is read whole. */
export const SMALL_TABLE_ITEMS = 10_000

/** Items that one request asks for, so that all readers together go little beyond the bound. */
const ITEMS_AT_ONCE = 1_000

/** What came of trying to read a whole table. */
export interface WholeTable {
  /** Whether every segment was read to its end. */
  readonly isWhole: boolean
  readonly counts: Counts
  readonly segments: number
}

/**
 * Reads the table from the start of a few segments until all have ended, `SMALL_TABLE_ITEMS` were read, or `until`
 * aborts. So a small table is told from a large one by what is read, at the price of at most these items and a request
 * of each reader. `count` takes a page in and answers what it counts.
 */
export async function readWholeTable(
  reading: SegmentReading,
  count: (page: Page) => Counts,
  until: AbortSignal,
): Promise<WholeTable> {
  const totalSegments = reading.readers
  const enough = new AbortController()
  const stop = AbortSignal.any([until, enough.signal])
  const segments = Array.from({ length: totalSegments }, (_, segment) => segment)
  const read: Counts[] = []
  let [items, ended] = [0, 0]
  await inTurns(segments, reading.readers, async (segment) => {
    for await (const page of pagesOf(reading, { segment, totalSegments }, stop, () => ITEMS_AT_ONCE)) {
      read.push(count(page))
      items += page.scannedCount
      if (page.lastKey === undefined) ended++
      if (items >= SMALL_TABLE_ITEMS) enough.abort('read enough')
    }
  })
  return { isWhole: ended === totalSegments, counts: sumOf(read), segments: totalSegments }
}
