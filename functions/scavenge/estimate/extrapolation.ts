import { highMean, layersOf, lowMean } from './layeredMean.ts'

/** What was counted in one segment, in several, or in a whole table. `matched` = candidates + young + undated. */
export interface Counts {
  readonly items: number
  readonly matched: number
  readonly candidates: number
  readonly young: number
  readonly undated: number
}

/** A count of the whole table and the limits between which it lies in 95 % of all samples; all whole numbers. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

export type Intervals = { readonly [Name in keyof Counts]: Interval }

/** One segment that was drawn: what was read of it, and whether it goes on after what was read. */
export interface SegmentCounts extends Counts {
  readonly cut: boolean
}

export interface Drawn {
  readonly segments: readonly SegmentCounts[]
  /** Segments of the table. */
  readonly of: number
  /** What else was read for certain: no limit and no estimate lies below it. */
  readonly floor: Counts
  /** The table's own count, which may be hours old; it only widens an interval. Undefined or 0 where there is none. */
  readonly tableItems: number | undefined
  /** Items that a page of 1 MB holds. */
  readonly itemsAPage: number
}

/** With items in fewer segments than these, or in a segment that was cut, nothing says what another segment holds. */
const FEW_SEGMENTS = 30

/** The most that such a table is taken to hold: times its own count, and without one, full pages in each segment. */
const TIMES_COUNT = 2
const PAGES_EACH = 3

/** A segment that was cut is taken to hold at most so many times what was read of it. */
const TIMES_CUT = 10

/**
 * What a sample says of the whole table. Each interval holds the truth in at least 95 % of all samples as long as no
 * segment holds more than the constants above and `mostOfOne` allow for; see docs/estimate.md. No `low` lies below what
 * was read. `layers`: the weights for this size of sample, where they are at hand.
 */
export function extrapolate(drawn: Drawn, layers = layersOf(drawn.segments.length)): Intervals {
  const { segments, of, floor, tableItems = 0 } = drawn
  const isCut = segments.some(({ cut }) => cut)
  const seen = sumOf(segments)
  if (segments.length === of && !isCut) return exactly(seen)
  const unread = segments.map(({ items, cut }) => (cut ? items * (TIMES_CUT - 1) : 0))
  const most = mostOfOne(segments.map(({ items }, at) => items + (unread[at] ?? 0)))
  const high = (name: keyof Counts) => {
    const values = segments.map((counts, at) => counts[name] + (unread[at] ?? 0))
    return of * highMean(layers, values, most)
  }
  const low = (name: keyof Counts) => {
    const values = segments.map((counts) => counts[name])
    return Math.max(seen[name], floor[name], of * lowMean(layers, values))
  }

  const bySpread = high('items')
  const mostItems = Math.max(bySpread, tableItems, floor.items, isInFewSegments(segments) ? mostOfAll(drawn) : 0)
  const bySegments = (seen.items * of) / Math.max(1, segments.length)
  const items = isCut ? Math.max(bySegments, tableItems) : bySegments
  return mapCounts((name) => {
    const share = seen.items === 0 ? 0 : seen[name] / seen.items
    // What the table may hold beyond the spread of its items, candidates may be all of.
    const mostOfThese = Math.min(mostItems, high(name) + mostItems - bySpread)
    return whole(low(name), items * share, mostOfThese)
  })
}

/** The intervals of a table that was read whole. */
export function exactly(counts: Counts): Intervals {
  return mapCounts((name) => ({ estimate: counts[name], low: counts[name], high: counts[name] }))
}

export function sumOf(segments: readonly Counts[]): Counts {
  return mapCounts((name) => segments.reduce((sum, counts) => sum + counts[name], 0))
}

/**
 * The most that a segment which was not read is taken to hold: the fullest one read, and once more what that holds
 * above the middle one.
 */
function mostOfOne(items: readonly number[]): number {
  const sorted = [...items].sort((one, other) => one - other)
  const [fullest = 0, middle = 0] = [sorted.at(-1), sorted[Math.floor(sorted.length / 2)]]
  return fullest + (fullest - middle)
}

function isInFewSegments(segments: readonly SegmentCounts[]): boolean {
  return segments.some(({ cut }) => cut) || segments.filter(({ items }) => items > 0).length < FEW_SEGMENTS
}

function mostOfAll({ of, tableItems = 0, itemsAPage }: Drawn): number {
  return tableItems > 0 ? TIMES_COUNT * tableItems : PAGES_EACH * itemsAPage * of
}

function whole(low: number, estimate: number, high: number): Interval {
  const least = Math.floor(low)
  const most = Math.max(least, Math.ceil(high))
  return { estimate: Math.min(most, Math.max(least, Math.round(estimate))), low: least, high: most }
}

function mapCounts<To>(of: (name: keyof Counts) => To): { readonly [Name in keyof Counts]: To } {
  return {
    items: of('items'),
    matched: of('matched'),
    candidates: of('candidates'),
    young: of('young'),
    undated: of('undated'),
  }
}
