import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteAnswer, Page, ScanRequest, Table } from '../../../functions/scavenge/table/table.ts'
import type { Clock } from '../../../functions/scavenge/waiting/clock.ts'
import { UnitsByStep } from './unitsByStep.ts'

/** Items that a read unit covers. */
const ITEMS_OF_READ_UNIT = 40

export interface RangedShape {
  readonly items: number
  /** Share of the items that lie before a share of the table; undefined where they lie evenly. */
  readonly itemsBefore?: (share: number) => number
  /** Each partition holds as many items: DynamoDB divides the larger ones. */
  readonly partitions: number
  /** Write units a second of each partition; Infinity never throttles. */
  readonly unitsPerSecond: number
  /** Seconds for which a partition saves its units up. */
  readonly savedSeconds: number
  readonly latencyMs: number
}

/** A time in which some partitions take nothing. */
export interface Storm {
  readonly fromMs: number
  readonly untilMs: number
  readonly partitions: ReadonlySet<number>
}

/** A process that uses a table, and how many items the table has removed for it. */
export interface User {
  readonly alive: boolean
  removed: number
}

/** A large table of candidates of one write unit each, in order, of which a bit is kept that says whether it is gone. */
export class RangedTable {
  readonly description = {
    name: 'ranged',
    identity: 'ranged',
    arn: 'arn:ranged',
    key: [{ name: 'k', type: 'S' }],
  } as const
  readonly taken = new UnitsByStep()
  readonly throttled = new UnitsByStep()
  /** Throttled by a storm. */
  inStorms = 0
  left: number
  readonly #clock: Clock
  readonly #random: () => number
  readonly #shape: RangedShape
  readonly #storms: readonly Storm[]
  readonly #gone: Uint8Array
  readonly #units: Float64Array
  readonly #atMs: Float64Array

  constructor(clock: Clock, random: () => number, shape: RangedShape, storms: readonly Storm[] = []) {
    this.#clock = clock
    this.#random = random
    this.#shape = shape
    this.#storms = storms
    this.left = shape.items
    this.#gone = new Uint8Array(shape.items)
    this.#units = new Float64Array(shape.partitions).fill(shape.unitsPerSecond * shape.savedSeconds)
    this.#atMs = new Float64Array(shape.partitions)
  }

  /** The table as a process uses it. What a process has sent is carried out; a dead one never hears of it. */
  of(user: User): Table {
    const answered = async <Answer>(signal: AbortSignal, carryOut: () => Answer): Promise<Answer> => {
      if (!user.alive) return never()
      const onItsWayMs = this.#latencyMs() / 2
      await this.#clock.sleep(onItsWayMs)
      const answer = carryOut()
      await this.#clock.sleep(onItsWayMs, signal)
      return user.alive ? answer : never()
    }
    return {
      description: this.description,
      batchSize: 25,
      scan: (request, signal) => answered(signal, () => this.#page(request)),
      delete: (items, signal) => answered(signal, () => this.#delete(items, user)),
      deleteSingly: (item, signal) =>
        answered(signal, () => {
          const answer = this.#delete([item], user)
          if (answer.writeUnits === 0) throw new Throttled(['TableWriteKeyRangeThroughputExceeded'])
          return answer
        }),
      firstItems() {
        throw new Error('first items: expected no such request, since each item of this table matches')
      },
    }
  }

  /** Write units that the partitions would have given from one time to another, without those of storms. */
  capacity(fromMs: number, untilMs: number): number {
    const { partitions, unitsPerSecond } = this.#shape
    const lostMs = this.#storms.map((storm) => {
      const ms = Math.min(storm.untilMs, untilMs) - Math.max(storm.fromMs, fromMs)
      return Math.max(0, ms) * storm.partitions.size
    })
    const ms = (untilMs - fromMs) * partitions - lostMs.reduce((sum, each) => sum + each, 0)
    return (ms * unitsPerSecond) / 1_000
  }

  #page({ segment, totalSegments, startKey, limit }: ScanRequest): Page {
    const end = this.#firstOf(segment + 1, totalSegments)
    let at = startKey === undefined ? this.#firstOf(segment, totalSegments) : Number(startKey.k?.S) + 1
    const items: Item[] = []
    for (; at < end && items.length < limit; at++) {
      if (this.#gone[at] === 0) items.push({ k: { S: String(at) }, at: { N: '1700000000' } })
    }
    const lastKey = at < end ? { k: { S: String(at - 1) } } : undefined
    return { items, scannedCount: items.length, lastKey, readUnits: Math.ceil(items.length / ITEMS_OF_READ_UNIT) }
  }

  #firstOf(segment: number, totalSegments: number): number {
    const { items, itemsBefore = (share: number) => share } = this.#shape
    return Math.floor(items * itemsBefore(segment / totalSegments))
  }

  #delete(items: readonly Item[], user: User): DeleteAnswer {
    const nowMs = this.#clock.monotonicMs()
    const outcomes = items.map((item) => {
      if (!this.#take(Number(item.k?.S), nowMs, user)) return { kind: 'throttled', reasons: [] } as const
      return { kind: 'deleted' } as const
    })
    const writeUnits = outcomes.filter(({ kind }) => kind === 'deleted').length
    this.taken.add(nowMs, writeUnits)
    this.throttled.add(nowMs, items.length - writeUnits)
    return { outcomes, writeUnits, readUnits: 0 }
  }

  #take(at: number, nowMs: number, user: User): boolean {
    const { items, partitions, unitsPerSecond, savedSeconds } = this.#shape
    const partition = Math.floor((at * partitions) / items)
    if (
      this.#storms.some((storm) => nowMs >= storm.fromMs && nowMs < storm.untilMs && storm.partitions.has(partition))
    ) {
      this.inStorms++
      return false
    }
    const accrued = ((nowMs - (this.#atMs[partition] ?? 0)) * unitsPerSecond) / 1_000
    const units = Math.min(unitsPerSecond * savedSeconds, (this.#units[partition] ?? 0) + accrued)
    this.#atMs[partition] = nowMs
    this.#units[partition] = units < 1 ? units : units - 1
    if (units < 1) return false
    if (this.#gone[at] === 0) {
      this.#gone[at] = 1
      this.left--
      user.removed++
    }
    return true
  }

  #latencyMs(): number {
    const { latencyMs } = this.#shape
    return latencyMs * (2 / 3 + (this.#random() * 2) / 3)
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
