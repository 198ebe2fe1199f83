import type { Attributes } from './attributes.ts'
import { Budget } from './budget.ts'
import { holds, type Term } from './conditions.ts'
import { Counters, type Stats } from './counters.ts'
import type { Kind } from './kinds.ts'
import { Layout } from './layout.ts'

/** Bytes of one write unit. */
const WRITE_UNIT_BYTES = 1024

export interface TableConfig {
  readonly items: number
  readonly partitions: number
  /** Write units a second of each partition; null for no bound. */
  readonly unitsPerPartition: number | null
  /** Write units a second that DescribeTable says as warm throughput; where absent it says none. */
  readonly warmUnits?: number
  /** Milliseconds from a request to its answer: the mean, and how far it varies to both sides. */
  readonly latencyMs: number
  readonly spreadMs: number
}

/** What became of one delete; `units` are consumed unless it was throttled. */
export interface Deletion {
  readonly outcome: 'deleted' | 'absent' | 'conditionFailed' | 'throttled'
  readonly units: number
}

/** The seed's table, generated from positions: in memory there is a bit an item, which says whether it was deleted. */
export class SyntheticTable {
  readonly config: TableConfig
  readonly layout: Layout
  readonly counters = new Counters()
  readonly createdMs: number
  readonly #kinds: readonly Kind[]
  readonly #gone: Uint8Array
  readonly #budget: Budget
  readonly #cpu = process.cpuUsage()
  #left: number

  /** `nowMs`: monotonic. */
  constructor(config: TableConfig, kinds: readonly Kind[], nowMs: number) {
    this.config = config
    this.layout = new Layout(config.items)
    this.createdMs = Date.now()
    this.#kinds = kinds
    this.#gone = new Uint8Array(Math.ceil(config.items / 8))
    this.#budget = new Budget(config.partitions, config.unitsPerPartition ?? Number.POSITIVE_INFINITY, nowMs)
    this.#left = deletableAmong(config.items, kinds)
  }

  kind(position: number): Kind {
    const kind = this.#kinds[position % this.#kinds.length]
    if (kind === undefined) throw new RangeError(`position: expected a whole number, found ${position}`)
    return kind
  }

  isGone(position: number): boolean {
    return ((this.#gone[position >> 3] ?? 0) & (1 << (position & 7))) !== 0
  }

  /** The item as DynamoDB holds it; undefined where it was deleted. */
  item(position: number): Attributes | undefined {
    return this.isGone(position) ? undefined : { ...this.layout.key(position), ...this.kind(position).attributes }
  }

  /** Another client writes a unit to the item with this key, deleted or not. False where that is throttled. */
  write(key: Attributes, nowMs: number): boolean {
    const partition = this.layout.partition(this.layout.find(key) ?? 0, this.config.partitions)
    return this.#budget.take(partition, 1, nowMs)
  }

  /** Deletes the item with this key if every term holds. `nowMs`: monotonic. */
  delete(key: Attributes, terms: readonly Term[], nowMs: number): Deletion {
    this.counters.deletes++
    const position = this.layout.find(key)
    const kind = position === undefined ? undefined : this.kind(position)
    const units = Math.ceil((kind?.bytes ?? 1) / WRITE_UNIT_BYTES)
    if (this.#budget.limited) {
      const partition = this.layout.partition(position ?? 0, this.config.partitions)
      if (!this.#budget.take(partition, units, nowMs)) {
        this.counters.throttle(nowMs)
        return { outcome: 'throttled', units: 0 }
      }
    }
    this.counters.wrote(units, nowMs)
    if (position === undefined || kind === undefined || this.isGone(position)) {
      return { outcome: terms.some(({ op }) => op === 'present') ? 'conditionFailed' : 'absent', units }
    }
    if (!terms.every((term) => isKey(term) || holds(term, kind.attributes))) {
      return { outcome: 'conditionFailed', units }
    }
    this.#remove(position, kind)
    return { outcome: 'deleted', units }
  }

  stats(): Stats {
    const { user, system } = process.cpuUsage(this.#cpu)
    return { ...this.counters, left: this.#left, items: this.config.items, cpuSeconds: (user + system) / 1e6 }
  }

  #remove(position: number, kind: Kind): void {
    this.#gone[position >> 3] = (this.#gone[position >> 3] ?? 0) | (1 << (position & 7))
    this.counters.deleted++
    if (kind.deletable) this.#left--
    else this.counters.wronglyDeleted++
  }
}

/** A term on a key attribute holds for the item that has the key. */
function isKey({ name }: Term): boolean {
  return name === 'WorkerId' || name === 'StartTime'
}

function deletableAmong(items: number, kinds: readonly Kind[]): number {
  const among = (some: readonly Kind[]) => some.filter(({ deletable }) => deletable).length
  const rest = items % kinds.length
  return ((items - rest) / kinds.length) * among(kinds) + among(kinds.slice(0, rest))
}
