import type { Item } from '../table/item.ts'

/** A segment that was begun and is not over. */
export interface OpenSegment {
  readonly segment: number
  /** The checkpoint: the key before which every item is settled; absent where nothing is. */
  readonly key: Item | undefined
}

/** Which segments are over, in work, and still to be begun: what a continuation token carries of them. */
export interface SegmentsState {
  readonly totalSegments: number
  /** How far the bit-reversed order has been walked: every segment before it is over unless it is open. */
  readonly cursor: number
  readonly open: readonly OpenSegment[]
}

/** Segments that are next in order, for each reader, among which one that is through may choose. */
const CHOICE_PER_READER = 2

/**
 * Hands out segments, those left open by an earlier pass first, then new ones in bit-reversed order: neighbouring
 * segments share a partition, so that order spreads the readers over the table from the first moment. A reader that is
 * through with one goes on with the nearest of the next few, so that it stays on its partition and none runs dry.
 */
export class Segments {
  readonly totalSegments: number
  readonly #bits: number
  readonly #choice: number
  readonly #left: OpenSegment[]
  readonly #working = new Map<number, () => Item | undefined>()
  #cursor: number
  #begun: number

  constructor(state: SegmentsState, readers: number) {
    this.totalSegments = state.totalSegments
    this.#choice = readers > 1 ? readers * CHOICE_PER_READER : 1
    this.#bits = bitsOf(state.totalSegments)
    this.#cursor = state.cursor
    this.#left = [...state.open]
    this.#begun = countBegun(state.cursor, state.totalSegments, this.#bits)
  }

  /**
   * The next segment to work, the nearest of the next few where the caller comes from another; undefined when none is
   * left. A taken segment is open until `finish`.
   */
  take(from?: number): OpenSegment | undefined {
    const next = from === undefined ? (this.#left.shift() ?? this.#begin()) : this.#nearest(from)
    if (next !== undefined) this.#working.set(next.segment, () => next.key)
    return next
  }

  #nearest(from: number): OpenSegment | undefined {
    while (this.#left.length < this.#choice) {
      const next = this.#begin()
      if (next === undefined) break
      this.#left.push(next)
    }
    const distances = this.#left.map(({ segment }) => Math.abs(segment - from))
    return this.#left.splice(distances.indexOf(Math.min(...distances)), 1)[0]
  }

  /** Where a taken segment's checkpoint stands from now on. */
  follow(segment: number, checkpoint: () => Item | undefined): void {
    this.#working.set(segment, checkpoint)
  }

  #begin(): OpenSegment | undefined {
    while (this.#cursor < 2 ** this.#bits) {
      const segment = reverseBits(this.#cursor++, this.#bits)
      if (segment < this.totalSegments) {
        this.#begun++
        return { segment, key: undefined }
      }
    }
    return undefined
  }

  /** Notes that every item of a segment is settled. */
  finish(segment: number): void {
    this.#working.delete(segment)
  }

  get done(): number {
    return this.#begun - this.#working.size - this.#left.length
  }

  get complete(): boolean {
    return this.done === this.totalSegments
  }

  state(): SegmentsState {
    const working = [...this.#working].map(([segment, checkpoint]) => ({ segment, key: checkpoint() }))
    return { totalSegments: this.totalSegments, cursor: this.#cursor, open: [...working, ...this.#left] }
  }
}

/** Before any segment is begun. */
export function freshSegments(totalSegments: number): SegmentsState {
  return { totalSegments, cursor: 0, open: [] }
}

/** Whether `Segments` can have given a state: the cursor within its order, every open segment begun, and open once. */
export function fitTogether({ totalSegments, cursor, open }: SegmentsState): boolean {
  const bits = bitsOf(totalSegments)
  if (cursor > 2 ** bits || new Set(open.map(({ segment }) => segment)).size < open.length) return false
  return open.every(({ segment }) => segment < totalSegments && reverseBits(segment, bits) < cursor)
}

function bitsOf(totalSegments: number): number {
  return Math.ceil(Math.log2(totalSegments))
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0
  for (let bit = 0; bit < bits; bit++) reversed = reversed * 2 + (Math.floor(value / 2 ** bit) % 2)
  return reversed
}

function countBegun(cursor: number, totalSegments: number, bits: number): number {
  let begun = 0
  for (let position = 0; position < cursor; position++) if (reverseBits(position, bits) < totalSegments) begun++
  return begun
}
