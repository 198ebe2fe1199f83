import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type {
  DeleteAnswer,
  Page,
  ScanRequest,
  Table,
  TableDescription,
} from '../../../functions/scavenge/table/table.ts'
import type { Clock } from '../../../functions/scavenge/waiting/clock.ts'

export interface PartitionedShape {
  readonly itemsPerSegment: number
  readonly totalSegments: number
  /** Write units a second of each partition, without burst; segments lie on them in order. */
  readonly partitions: readonly number[]
  /** Seconds for which a partition saves its units up; a tenth where absent. */
  readonly savedSeconds?: number
  readonly latencyMs: number
  /** Draws how far a latency is from `latencyMs`, from 0 to 1 for up to a third to both sides; none where absent. */
  readonly random?: () => number
  /** Write units a second of all partitions together, saved up for a second; where the table has a limit of its own. */
  readonly tableUnits?: number
  /** What DescribeTable says of it; absent where it says nothing. */
  readonly capacity?: TableDescription['capacity']
  /** Segments from this one on hold no items. */
  readonly emptyFrom?: number
}

/** Why a table's own limit throttles. */
export const TABLE_REASON = 'TableWriteMaxOnDemandThroughputExceeded'

/**
 * A table of candidates only, made to measure flow: one write unit an item, each partition with its own capacity.
 */
export class PartitionedTable implements Table {
  readonly description: TableDescription
  readonly batchSize = 25
  readonly #clock: Clock
  readonly #shape: PartitionedShape
  readonly #units: number[]
  #tableUnits: number
  readonly #deleted: number[]
  #atMs = 0
  /** Deletes that went as requests of their own. */
  single = 0
  /** When the last item was deleted. */
  lastMs = 0
  statements = 0
  throttled = 0

  constructor(clock: Clock, shape: PartitionedShape) {
    this.#clock = clock
    this.#shape = shape
    this.description = {
      name: 'flow',
      identity: 'flow',
      arn: 'arn:flow',
      key: [{ name: 'k', type: 'S' }],
      capacity: shape.capacity,
    }
    this.#units = shape.partitions.map((perSecond) => perSecond * this.#savedSeconds)
    this.#tableUnits = this.#mostTableUnits
    this.#deleted = shape.partitions.map(() => 0)
  }

  /** Items deleted so far, by partition. */
  get deleted(): readonly number[] {
    return this.#deleted
  }

  async scan({ segment, startKey, limit }: ScanRequest, signal: AbortSignal): Promise<Page> {
    await this.#clock.sleep(this.#latencyMs(), signal)
    const from = startKey === undefined ? 0 : Number(startKey.k?.S?.split('.')[1]) + 1
    const { itemsPerSegment, emptyFrom = Number.POSITIVE_INFINITY } = this.#shape
    const itemsHere = segment < emptyFrom ? itemsPerSegment : 0
    const to = Math.min(from + limit, itemsHere)
    const items = Array.from({ length: to - from }, (_, index) => ({
      k: { S: `${segment}.${from + index}` },
      at: { N: '1700000000' },
    }))
    const lastKey = to < itemsHere ? items.at(-1) : undefined
    return { items, scannedCount: items.length, lastKey, readUnits: Math.ceil(items.length / 40) }
  }

  firstItems(): Promise<Page> {
    throw new Error('first items: expected no such request, since each item of this table matches')
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    await this.#clock.sleep(this.#latencyMs(), signal)
    this.#accrue()
    const segment = Number(items[0]?.k?.S?.split('.')[0])
    const partition = Math.floor((segment * this.#shape.partitions.length) / this.#shape.totalSegments)
    const affordable = Math.min(items.length, Math.floor(Math.min(this.#units[partition] ?? 0, this.#tableUnits)))
    this.statements += items.length
    this.throttled += items.length - affordable
    this.#tableUnits -= affordable
    this.#units[partition] = (this.#units[partition] ?? 0) - affordable
    if (affordable > 0) this.lastMs = this.#atMs
    this.#deleted[partition] = (this.#deleted[partition] ?? 0) + affordable
    const outcomes = items.map((_, index) =>
      index < affordable ? ({ kind: 'deleted' } as const) : ({ kind: 'throttled', reasons: [] } as const),
    )
    return { outcomes, writeUnits: affordable, readUnits: 0 }
  }

  async deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    this.single++
    const answer = await this.delete([item], signal)
    if (answer.writeUnits > 0) return answer
    throw new Throttled([this.#tableUnits < 1 ? TABLE_REASON : 'TableWriteKeyRangeThroughputExceeded'])
  }

  /** Another client's request takes a write unit of a partition; false where it is throttled. */
  write(partition: number): boolean {
    this.#accrue()
    const taken = Math.min(this.#units[partition] ?? 0, this.#tableUnits) >= 1
    if (taken) {
      this.#tableUnits--
      this.#units[partition] = (this.#units[partition] ?? 0) - 1
    }
    return taken
  }

  get #savedSeconds(): number {
    return this.#shape.savedSeconds ?? 0.1
  }

  #latencyMs(): number {
    const { latencyMs, random } = this.#shape
    return random === undefined ? latencyMs : latencyMs * (2 / 3 + (random() * 2) / 3)
  }

  get #mostTableUnits(): number {
    return this.#shape.tableUnits ?? Number.POSITIVE_INFINITY
  }

  #accrue(): void {
    const seconds = (this.#clock.monotonicMs() - this.#atMs) / 1_000
    this.#atMs = this.#clock.monotonicMs()
    const { tableUnits } = this.#shape
    if (tableUnits !== undefined)
      this.#tableUnits = Math.min(this.#mostTableUnits, this.#tableUnits + tableUnits * seconds)
    this.#shape.partitions.forEach((perSecond, partition) => {
      this.#units[partition] = Math.min(
        perSecond * this.#savedSeconds,
        (this.#units[partition] ?? 0) + perSecond * seconds,
      )
    })
  }
}
