import { attributeOf, type Item } from '../../../functions/scavenge/table/item.ts'
import { itemBytes } from '../../../functions/scavenge/table/itemSize.ts'
import type { Page, ScanRequest, Table } from '../../../functions/scavenge/table/table.ts'
import type { Clock } from '../../../functions/scavenge/waiting/clock.ts'

/** Bytes of a page at most, and those that a read unit covers: DynamoDB's figures. */
const PAGE_BYTES = 1_048_576
const UNIT_BYTES = 4_096

/** An item and its place between 0 and 1: segment k of n holds the places from k/n to (k + 1)/n. */
export interface Placed {
  readonly place: number
  readonly item: Item
}

interface HashedTableOptions {
  readonly clock: Clock
  /** What passes the filter. */
  readonly matches: (item: Item) => boolean
  readonly latencyMs?: number
  /** An error in place of the answer to the request of this number, from 1. */
  readonly fails?: (call: number, request: ScanRequest) => Error | undefined
}

/** A table to be read by any number of segments, as DynamoDB divides one: by where the hashed partition key lies. */
export class HashedTable implements Pick<Table, 'scan'> {
  readonly scans: ScanRequest[] = []
  mostScans = 0
  readonly #placed: readonly Placed[]
  readonly #options: HashedTableOptions
  #inFlight = 0

  constructor(placed: readonly Placed[], options: HashedTableOptions) {
    this.#placed = [...placed].sort((one, other) => one.place - other.place)
    this.#options = options
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    const { clock, latencyMs = 5, fails } = this.#options
    this.scans.push(request)
    const error = fails?.(this.scans.length, request)
    this.mostScans = Math.max(this.mostScans, ++this.#inFlight)
    await clock.sleep(latencyMs, signal)
    this.#inFlight--
    if (error !== undefined) throw error
    return this.#page(request)
  }

  #page({ segment, totalSegments, startKey, limit }: ScanRequest): Page {
    const end = this.#from((segment + 1) / totalSegments)
    const from =
      startKey === undefined ? this.#from(segment / totalSegments) : Number(attributeOf(startKey, 'at')?.N) + 1
    const read: Item[] = []
    let [at, bytes] = [from, 0]
    for (; at < end && read.length < limit && bytes < PAGE_BYTES; at++) {
      const item = this.#placed[at]?.item ?? {}
      read.push(item)
      bytes += itemBytes(item)
    }
    return {
      items: read.filter(this.#options.matches),
      scannedCount: read.length,
      lastKey: at < end ? { at: { N: String(at - 1) } } : undefined,
      readUnits: Math.max(0.5, Math.ceil(bytes / UNIT_BYTES) / 2),
    }
  }

  /** The first item whose place is not below. */
  #from(place: number): number {
    let [low, high] = [0, this.#placed.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#placed[middle]?.place ?? 1) < place) low = middle + 1
      else high = middle
    }
    return low
  }
}
