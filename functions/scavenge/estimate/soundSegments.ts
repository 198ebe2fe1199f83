import { pagesOf, type SegmentReading } from './segmentReading.ts'

/** Ranges of hashes that dynalite divides a table into: with more segments its last ones each bring the whole table. */
const HASH_RANGES = 4_096

/**
 * How many segments to draw from on this engine: `wanted`, or fewer where the engine is not sound with so many. Two
 * segments share no item. The engine is not sound where its last segment begins with the item with which the whole
 * table begins: it ignores segments, or counts too coarsely for so many. A table whose items are all in the last segment
 * looks the same; fewer segments are then correct too, and only less fine. Reads two items for each number tried.
 */
export async function soundSegments(reading: SegmentReading, wanted: number, until: AbortSignal): Promise<number> {
  for (const total of [wanted, HASH_RANGES]) {
    if (total <= wanted && (await isSound(reading, total, until))) return total
  }
  return 1
}

async function isSound(reading: SegmentReading, total: number, until: AbortSignal): Promise<boolean> {
  const [first, last] = await Promise.all([
    firstKey(reading, { segment: 0, totalSegments: 1 }, until),
    firstKey(reading, { segment: total - 1, totalSegments: total }, until),
  ])
  return first === undefined || last === undefined || first !== last
}

/** The key of a segment's first item, as text; undefined in an empty segment. */
async function firstKey(
  reading: SegmentReading,
  where: { readonly segment: number; readonly totalSegments: number },
  until: AbortSignal,
): Promise<string | undefined> {
  for await (const { lastKey } of pagesOf(reading, where, until, () => 1)) return lastKey && JSON.stringify(lastKey)
  return undefined
}
