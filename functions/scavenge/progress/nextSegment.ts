import { HALVINGS, placeOf } from '../table/place.ts'

/**
 * How many times as many segments must wait for each reader in the other half of a part of the table before a reader
 * leaves its own half. Moves cost capacity: the rates have to find themselves anew.
 */
const LEAVES_FOR = 2

interface Around {
  /** Segments that other readers work. */
  readonly working: readonly number[]
  /** The segment that the reader has finished; undefined where it begins. */
  readonly from: number | undefined
  readonly totalSegments: number
}

interface Placed {
  readonly segment: number
  readonly place: number
}

/** The segments of a part of the table. */
interface Part {
  readonly waiting: readonly Placed[]
  readonly working: readonly Placed[]
}

/**
 * The segment among those waiting that a reader takes; undefined where none waits. Goes from the whole table to the half
 * in which more segments wait for each reader, to the half of that half, and so on, so that every partition is read until
 * it is done. In a part that holds `from` a reader stays in the half of `from`, unless far more wait in the other.
 */
export function nextSegment(waiting: readonly number[], { working, from, totalSegments }: Around): number | undefined {
  const placed = (segment: number): Placed => ({ segment, place: placeOf(segment, totalSegments) })
  let own = from === undefined ? undefined : placeOf(from, totalSegments)
  let part: Part = { waiting: waiting.map(placed), working: working.map(placed) }
  for (let digit = HALVINGS - 1; digit >= 0 && part.waiting.length > 1; digit--) {
    const isInOwn = ({ place }: Placed) => ((place ^ (own ?? 0)) >> digit) % 2 === 0
    const isOutside = (one: Placed) => !isInOwn(one)
    const stay = { waiting: part.waiting.filter(isInOwn), working: part.working.filter(isInOwn) }
    const leave = { waiting: part.waiting.filter(isOutside), working: part.working.filter(isOutside) }
    const leaves = waitingForEach(leave) > waitingForEach(stay) * (own === undefined ? 1 : LEAVES_FOR)
    part = leaves ? leave : stay
    if (leaves) own = undefined
  }
  return part.waiting[0]?.segment
}

/**
 * Segments that wait for each reader of a part. The reader that might come counts half, as in Sainte-Laguë's
 * apportionment: a part that nobody reads comes before one with twice as many segments and one reader.
 */
function waitingForEach({ waiting, working }: Part): number {
  return waiting.length / (working.length + 0.5)
}
