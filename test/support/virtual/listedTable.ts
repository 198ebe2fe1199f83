import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type {
  DeleteAnswer,
  DeleteOutcome,
  Page,
  ScanRequest,
  Table,
  TableDescription,
} from '../../../functions/scavenge/table/table.ts'
import type { Clock } from '../../../functions/scavenge/waiting/clock.ts'

/** What becomes of a batch: an outcome each, an error for all, or no answer ever. */
export type Becomes = readonly DeleteOutcome[] | Error | 'silence'

const LATENCY_MS = 10

/** Bytes after which DynamoDB ends a page. */
const PAGE_BYTES = 1_048_576

export const DELETED = { kind: 'deleted' } as const

interface Behaviour {
  /** What becomes of each batch of deletes; the first call is 1. All is deleted unless it says otherwise. */
  readonly becomes?: ((items: readonly Item[], call: number) => Becomes) | undefined
  /** How each Scan fails, if it does; the first call is 1. */
  readonly read?: ((call: number) => Error | 'silence' | undefined) | undefined
  /** How the request for the first items fails, if it does. */
  readonly look?: (() => Error | 'silence' | undefined) | undefined
  readonly capacity?: TableDescription['capacity'] | undefined
  /** Bytes of an item, for its units and for the end of a page; without it a read takes half a unit, a delete one. */
  readonly bytes?: ((item: Item) => number) | undefined
  /** Items that the filter leaves out: the first page of the first segment reads them too. */
  readonly unmatched?: readonly Item[] | undefined
  /** Read units that each batch of deletes takes to look up failed conditions. */
  readonly lookupUnits?: number | undefined
}

/** A table whose segments are lists of items, and that answers each request as a test says. */
export class ListedTable implements Table {
  readonly description: TableDescription
  readonly batchSize = 25
  readonly scans: ScanRequest[] = []
  /** When each of them was sent. */
  readonly scannedMs: number[] = []
  readonly batches: (readonly Item[])[] = []
  /** Each answer to deletes: when its request was sent, and the write units that it took. */
  readonly written: { readonly sentMs: number; readonly units: number }[] = []
  /** What is left of each segment. */
  readonly segments: Item[][]
  /** Requests for the table's first items. */
  looks = 0
  mostScans = 0
  mostDeletes = 0
  readonly #clock: Clock
  readonly #becomes: NonNullable<Behaviour['becomes']>
  readonly #read: NonNullable<Behaviour['read']>
  readonly #look: NonNullable<Behaviour['look']>
  readonly #bytes: Behaviour['bytes']
  readonly #lookupUnits: number
  readonly #unmatched: readonly Item[]
  #scansInFlight = 0
  #deletesInFlight = 0

  constructor(clock: Clock, segments: readonly (readonly Item[])[], behaviour: Behaviour = {}) {
    const { becomes = (items) => items.map(() => DELETED), read = () => undefined, capacity, bytes } = behaviour
    const key = [{ name: 'id', type: 'S' }] as const
    this.description = {
      name: 'things',
      identity: 'listed',
      arn: 'arn:listed',
      key,
      ...(capacity && { capacity }),
    }
    this.#clock = clock
    this.segments = segments.map((items) => [...items])
    this.#becomes = becomes
    this.#read = read
    this.#look = behaviour.look ?? (() => undefined)
    this.#bytes = bytes
    this.#lookupUnits = behaviour.lookupUnits ?? 0
    this.#unmatched = behaviour.unmatched ?? []
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    this.scans.push(request)
    this.scannedMs.push(this.#clock.monotonicMs())
    this.mostScans = Math.max(this.mostScans, ++this.#scansInFlight)
    const became = this.#read(this.scans.length)
    await (became === 'silence' ? aborted(signal) : this.#clock.sleep(LATENCY_MS, signal))
    this.#scansInFlight--
    if (became instanceof Error) throw became
    const { segment, startKey, limit } = request
    const after = startKey?.id?.S ?? ''
    const ahead = (this.segments[segment] ?? []).filter(({ id }) => (id?.S ?? '') > after)
    const items = this.#page(ahead.slice(0, limit))
    const last = items.at(-1)
    return {
      items,
      scannedCount: items.length + (segment === 0 && startKey === undefined ? this.#unmatched.length : 0),
      lastKey: ahead.length > items.length && last?.id !== undefined ? { id: last.id } : undefined,
      readUnits: this.#readUnits(items),
    }
  }

  async firstItems(_attributes: readonly string[], limit: number, signal: AbortSignal): Promise<Page> {
    this.looks++
    const became = this.#look()
    await (became === 'silence' ? aborted(signal) : this.#clock.sleep(LATENCY_MS, signal))
    if (became instanceof Error) throw became
    const items = this.#unmatched.slice(0, limit)
    return { items, scannedCount: items.length, lastKey: undefined, readUnits: this.#readUnits(items) }
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    const sentMs = this.#clock.monotonicMs()
    this.batches.push(items)
    this.mostDeletes = Math.max(this.mostDeletes, ++this.#deletesInFlight)
    const becomes = this.#becomes(items, this.batches.length)
    await (becomes === 'silence' ? aborted(signal) : this.#clock.sleep(LATENCY_MS, signal))
    this.#deletesInFlight--
    if (becomes instanceof Error) throw becomes
    if (becomes === 'silence') return { outcomes: [], writeUnits: 0, readUnits: 0 }
    const gone = new Set(items.filter((_, index) => becomes[index]?.kind === 'deleted'))
    for (const segment of this.segments) segment.splice(0, segment.length, ...segment.filter((item) => !gone.has(item)))
    const writeUnits = this.#writeUnits([...gone])
    this.written.push({ sentMs, units: writeUnits })
    return { outcomes: becomes, writeUnits, readUnits: this.#lookupUnits }
  }

  /** The first of `items`, up to the one that fills the page. */
  #page(items: readonly Item[]): readonly Item[] {
    let bytes = 0
    const last = items.findIndex((item) => {
      bytes += this.#bytes?.(item) ?? 0
      return bytes >= PAGE_BYTES
    })
    return last === -1 ? items : items.slice(0, last + 1)
  }

  #readUnits(items: readonly Item[]): number {
    const bytes = this.#bytes
    if (bytes === undefined) return items.length / 2
    return Math.ceil(items.reduce((sum, item) => sum + bytes(item), 0) / 4_096) / 2
  }

  #writeUnits(items: readonly Item[]): number {
    return items.reduce((sum, item) => sum + Math.ceil((this.#bytes?.(item) ?? 1) / 1_024), 0)
  }

  async deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    const answer = await this.delete([item], signal)
    if (answer.outcomes[0]?.kind === 'throttled') throw new Throttled(['TableWriteKeyRangeThroughputExceeded'])
    return answer
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Items of one segment, in order: as many as there are ages, in epoch seconds. */
export function itemsOf(segment: number, ages: readonly (number | undefined)[]): Item[] {
  return ages.map((age, index) => ({
    id: { S: `${segment}.${String(index).padStart(6, '0')}` },
    ...(age !== undefined && { at: { N: String(age) } }),
  }))
}
