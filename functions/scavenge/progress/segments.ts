import type { Item } from '../table/item.ts'
import { nextSegment } from './nextSegment.ts'
import type { SegmentRange } from './shard.ts'

/** A segment that was begun and is not finished. */
export interface OpenSegment {
  readonly segment: number
  /** The checkpoint: the key before which every item is settled; undefined where no item is. */
  readonly key: Item | undefined
}

/** Which segments are finished, open and not yet begun, as a continuation token carries it. */
export interface SegmentsState {
  /** Segments of the whole table. */
  readonly totalSegments: number
  /** Those that are worked: a shard's. Absent where all of them are. */
  readonly range?: SegmentRange
  /** Position in the bit-reversed order: every segment before it was begun, and is finished unless it is open. */
  readonly cursor: number
  readonly open: readonly OpenSegment[]
}

/** How many of the next segments in order a reader chooses from, for each reader of the pass. */
const CHOICE_PER_READER = 2

/**
 * Hands out segments: first those that an earlier pass left open, then new ones in bit-reversed order. Neighbouring
 * segments share a partition, so this order spreads the readers over the table from the start. Several readers choose
 * among the next few in this order as `nextSegment` says.
 */
export class Segments {
  /** Segments of the whole table. */
  readonly totalSegments: number
  readonly #range: SegmentRange | undefined
  readonly #first: number
  /** Segments to work. */
  readonly size: number
  readonly #bits: number
  readonly #choice: number
  readonly #waiting: OpenSegment[]
  readonly #working = new Map<number, () => Item | undefined>()
  #cursor: number
  #begun: number

  constructor(state: SegmentsState, readers: number) {
    const { first, size } = worked(state)
    this.totalSegments = state.totalSegments
    this.#range = state.range
    this.#first = first
    this.size = size
    this.#choice = readers > 1 ? readers * CHOICE_PER_READER : 1
    this.#bits = bitsOf(size)
    this.#cursor = state.cursor
    this.#waiting = [...state.open]
    this.#begun = countBegun(state.cursor, size, this.#bits)
  }

  /**
   * Takes the next segment, or of the next few the one for a reader that has finished `from`. Undefined when no segment
   * remains. A taken segment is open until `finish`.
   */
  take(from?: number): OpenSegment | undefined {
    this.#fill()
    const begun = this.#waiting.filter(({ key }) => key !== undefined)
    const choice = from === undefined && begun.length > 0 ? begun : this.#waiting
    const working = [...this.#working.keys()].filter((segment) => segment !== from)
    const segment = nextSegment(
      choice.map((open) => open.segment),
      { working, from, totalSegments: this.totalSegments },
    )
    const index = this.#waiting.findIndex((open) => open.segment === segment)
    const next = this.#waiting.splice(index, index === -1 ? 0 : 1)[0]
    if (next !== undefined) this.#working.set(next.segment, () => next.key)
    return next
  }

  /** Begins the next few segments in order. */
  #fill(): void {
    while (this.#waiting.length < this.#choice) {
      const next = this.#begin()
      if (next === undefined) break
      this.#waiting.push(next)
    }
  }

  /** Has `state` read a taken segment's checkpoint from the given function. */
  follow(segment: number, checkpoint: () => Item | undefined): void {
    this.#working.set(segment, checkpoint)
  }

  #begin(): OpenSegment | undefined {
    while (this.#cursor < 2 ** this.#bits) {
      const place = reverseBits(this.#cursor++, this.#bits)
      if (place < this.size) {
        this.#begun++
        return { segment: this.#first + place, key: undefined }
      }
    }
    return undefined
  }

  /** Notes that every item of a segment is settled. */
  finish(segment: number): void {
    this.#working.delete(segment)
  }

  /** How many segments are finished. */
  get done(): number {
    return this.#begun - this.#working.size - this.#waiting.length
  }

  get complete(): boolean {
    return this.done === this.size
  }

  /** What the continuation token carries. */
  state(): SegmentsState {
    const working = [...this.#working].map(([segment, checkpoint]) => ({ segment, key: checkpoint() }))
    const { totalSegments } = this
    const open = [...working, ...this.#waiting]
    return { totalSegments, ...(this.#range && { range: this.#range }), cursor: this.#cursor, open }
  }
}

/** The state before any segment is begun. `range`: the segments to work, where these are not all. */
export function freshSegments(totalSegments: number, range?: SegmentRange): SegmentsState {
  return { totalSegments, ...(range && { range }), cursor: 0, open: [] }
}

/**
 * Whether `Segments` can have given a state: its cursor is within the order, and every open segment was begun and is
 * listed once.
 */
export function fitTogether(state: SegmentsState): boolean {
  const { first, size } = worked(state)
  const { cursor, open } = state
  const bits = bitsOf(size)
  if (cursor > 2 ** bits || new Set(open.map(({ segment }) => segment)).size < open.length) return false
  const places = open.map(({ segment }) => segment - first)
  return places.every((place) => place >= 0 && place < size && reverseBits(place, bits) < cursor)
}

function worked({ range, totalSegments }: SegmentsState): SegmentRange {
  return range ?? { first: 0, size: totalSegments }
}

function bitsOf(size: number): number {
  return Math.ceil(Math.log2(size))
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0
  for (let bit = 0; bit < bits; bit++) reversed = reversed * 2 + (Math.floor(value / 2 ** bit) % 2)
  return reversed
}

function countBegun(cursor: number, size: number, bits: number): number {
  let begun = 0
  for (let position = 0; position < cursor; position++) if (reverseBits(position, bits) < size) begun++
  return begun
}
