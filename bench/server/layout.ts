import { type Attributes, isSame } from './attributes.ts'

/** Items of one worker, which share a hash key and so are never parted by a segment. */
const WORKER_ITEMS = 8
const DIGITS = 9
const MAX_ITEMS = 10 ** DIGITS
const START_PREFIX = '2024-03-05T08:15:30.'

/**
 * Each item's position in the order of the hashed key, and its key. An item's position is the fraction of its
 * StartTime, so that a key finds its position without an index.
 */
export class Layout {
  readonly items: number

  constructor(items: number) {
    if (!Number.isSafeInteger(items) || items < 0 || items >= MAX_ITEMS) {
      throw new RangeError(`items: expected a whole number from 0 to ${MAX_ITEMS - 1}, found ${items}`)
    }
    this.items = items
  }

  /** From the first position inclusive to the second exclusive. */
  segment(segment: number, totalSegments: number): readonly [number, number] {
    return [this.#boundary(segment, totalSegments), this.#boundary(segment + 1, totalSegments)]
  }

  partition(position: number, partitions: number): number {
    return Math.floor((position * partitions) / this.items)
  }

  /** JSON of an item's key, without the braces around it. */
  keyJson(position: number): string {
    return `"WorkerId":{"N":"${workerId(position)}"},"StartTime":{"S":"${startTime(position)}"}`
  }

  key(position: number): Attributes {
    return { WorkerId: { N: workerId(position) }, StartTime: { S: startTime(position) } }
  }

  /** The position of the item with this key; undefined where the table never held one. */
  find(key: Attributes): number | undefined {
    const position = Number(key.StartTime?.S?.slice(START_PREFIX.length, -1))
    if (!Number.isSafeInteger(position) || position < 0 || position >= this.items) return undefined
    const { WorkerId, StartTime } = this.key(position)
    return isSame(key.WorkerId, WorkerId) && isSame(key.StartTime, StartTime) ? position : undefined
  }

  #boundary(segment: number, totalSegments: number): number {
    if (segment >= totalSegments) return this.items
    return Math.floor((this.items * segment) / totalSegments / WORKER_ITEMS) * WORKER_ITEMS
  }
}

/** Nine digits that look random; Knuth's multiplicative hash. */
function workerId(position: number): string {
  const worker = Math.floor(position / WORKER_ITEMS)
  return String(100_000_000 + ((Math.imul(worker, 2_654_435_761) >>> 0) % 900_000_000))
}

function startTime(position: number): string {
  return `${START_PREFIX}${String(position).padStart(DIGITS, '0')}Z`
}
