import { MAX_TOTAL_SEGMENTS } from '../rule/limits.ts'

/** Bytes of a Scan's page at most: DynamoDB's bound. */
export const PAGE_BYTES = 1_048_576

/** Segments that an estimate divides a table into, at least. */
const MIN_SEGMENTS = 10_000

/** A segment should take this share of a page on average, so that few take more than one. */
const SHARE_OF_PAGE = 0.5

/** Of the segments one in so many is read, and never fewer than `MIN_DRAWN`. */
const ONE_IN = 100
const MIN_DRAWN = 100

/** How many segments to draw from, by the table's own size in bytes; undefined or 0 where it tells none. */
export function segmentsFor(tableBytes: number | undefined): number {
  const wanted = Math.ceil((tableBytes ?? 0) / (PAGE_BYTES * SHARE_OF_PAGE))
  return Math.min(MAX_TOTAL_SEGMENTS, Math.max(MIN_SEGMENTS, wanted))
}

/** How many of the segments a sample reads. `share`: what `--sample` asks for, 0 to 1; 1 % unless told. */
export function segmentsToDraw(total: number, share = 1 / ONE_IN): number {
  return Math.min(total, Math.max(MIN_DRAWN, Math.floor(total * share)))
}

/**
 * `count` different segments of `total`, each set of them as likely as any other, in random order. `random`: from 0
 * inclusive to 1 exclusive.
 */
export function drawSegments(total: number, count: number, random: () => number): readonly number[] {
  if (count > total) throw new Error(`segments: expected at most ${total} to draw, found ${count}`)
  // Fisher and Yates' shuffle, cut short after `count`, with only the places that moved kept in memory.
  const moved = new Map<number, number>()
  return Array.from({ length: count }, (_, at) => {
    const chosen = at + Math.floor(random() * (total - at))
    const segment = moved.get(chosen) ?? chosen
    moved.set(chosen, moved.get(at) ?? at)
    return segment
  })
}
