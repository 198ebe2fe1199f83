import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { ScanRequest, TableDescription } from '../../../functions/scavenge/table/table.ts'
import type { TableIndex } from '../../../functions/scavenge/table/tableIndex.ts'
import { readStatement } from '../../support/oracle/partiQLDelete.ts'
import type { Faults } from '../world/faults.ts'
import type { Random } from '../world/random.ts'
import { Capacity, partitionOf } from './capacity.ts'
import type { Content, Contents } from './contents.ts'
import { contentOf, Entries, type Entry, type Version } from './entries.ts'
import { indexPage, indexPlaceOf, PAGE_BYTES, rowsOf } from './indexRows.ts'
import type { Keys } from './keys.ts'
import { HASHES } from './place.ts'
import { TABLE_ARN } from './rule.ts'
import { type RuleAtTable, shownItem } from './ruleAtTable.ts'
import { Writer } from './writer.ts'

/** An item as a page showed it. */
export interface Shown<By> {
  readonly item: Item
  readonly entry: Entry<By>
  readonly content: Content
  /** It was absent already at the moment of the read. */
  readonly stale: boolean
}

export interface ShownPage<By> {
  readonly shown: readonly Shown<By>[]
  readonly scannedCount: number
  readonly lastKey: Item | undefined
  readonly readUnits: number
}

export interface TableShape {
  readonly partitions: number
  readonly writeUnitsPerSecond: number
  readonly readUnitsPerSecond: number
  readonly burstSeconds: number
  readonly stalenessMs: number
  readonly bigItems: boolean
  /** Whether DescribeTable tells its capacity. */
  readonly tells: boolean
  /** The index that the rules read in place of the table. */
  readonly index: TableIndex | undefined
}

/** A table that behaves as DynamoDB does, in its scans, its conditional deletes and its capacity. */
export class SimulatedTable<By> {
  readonly entries: Entries<By>
  readonly writer: Writer<By>
  readonly #shape: TableShape
  readonly #faults: Faults
  readonly #keys: Keys
  readonly #keyNames: readonly string[]
  readonly #writes: Capacity
  readonly #reads: Capacity
  #made = 1

  constructor(shape: TableShape, faults: Faults, random: Random, keys: Keys, contents: Contents) {
    this.#shape = shape
    this.#faults = faults
    this.#keys = keys
    this.#keyNames = keys.schema.map(({ name }) => name)
    this.entries = new Entries(keys.schema)
    this.writer = new Writer(this.entries, { keys, contents, bigItems: shape.bigItems }, random, faults)
    this.#writes = new Capacity(shape.partitions, shape.writeUnitsPerSecond, shape.burstSeconds)
    this.#reads = new Capacity(shape.partitions, shape.readUnitsPerSecond, shape.burstSeconds)
  }

  get description(): TableDescription {
    const { partitions, writeUnitsPerSecond, readUnitsPerSecond, tells, index } = this.#shape
    const told = (perPartition: number) =>
      ({ units: Math.max(1, perPartition * partitions), from: 'provisioned' }) as const
    const capacity = { write: told(writeUnitsPerSecond), read: told(readUnitsPerSecond) }
    const identity = `table ${this.#made}`
    const base = { name: 'things', identity, arn: TABLE_ARN, key: this.#keys.schema, ...(index && { index }) }
    return { ...base, ...(tells && { capacity }) }
  }

  /** Deletes the table and makes it again, with other items. */
  remake(nowMs: number): void {
    this.#made++
    this.writer.remake(nowMs)
  }

  /** Carries out a Scan or a Query. Throws Throttled. */
  scan(request: ScanRequest, at: RuleAtTable, nowMs: number): ShownPage<By> {
    const { index } = this.#shape
    return index === undefined ? this.#scanTable(request, at, nowMs) : this.#readIndex(request, index, at, nowMs)
  }

  #scanTable({ segment, totalSegments, startKey, limit }: ScanRequest, at: RuleAtTable, nowMs: number): ShownPage<By> {
    const first = startKey === undefined ? undefined : this.entries.placeOf(startKey)
    const fromHash = Math.ceil((segment * HASHES) / totalSegments)
    const toHash = Math.ceil(((segment + 1) * HASHES) / totalSegments)
    if (first !== undefined && (first.hash < fromHash || first.hash >= toHash))
      throw new Error(`scan: expected a start key of segment ${segment}, found one of another`)
    const reads = this.#reads.of(first?.hash ?? fromHash)
    if (!reads.has(nowMs)) throw new Throttled(['TableReadKeyRangeThroughputExceeded'])
    const most = this.#faults.strikes('shortPage')
      ? this.#faults.random('shortPage').whole(1, Math.min(limit, 30))
      : Number.POSITIVE_INFINITY

    const shown: Shown<By>[] = []
    let scannedCount = 0
    let examined = 0
    let bytes = 0
    let lastKey: Item | undefined
    for (let index = first ? this.entries.indexAfter(first) : this.entries.indexFrom(fromHash); ; index++) {
      const entry = this.entries.inOrder[index]
      if (entry === undefined || entry.place.hash >= toHash) break
      examined++
      const { content } = this.#shownVersion(entry, nowMs)
      if (content !== undefined) {
        scannedCount++
        bytes += entry.sizeBytes
        if (at.rule.matches(content.attributes)) {
          const stale = contentOf(entry) === undefined
          shown.push({ item: shownItem(content, at.shows), entry, content, stale })
          this.writer.saw(entry)
        }
      }
      if (scannedCount >= limit || bytes >= PAGE_BYTES || examined >= most) {
        lastKey = entry.key
        break
      }
    }
    const readUnits = Math.max(0.5, Math.ceil(bytes / 4_096) / 2)
    reads.take(readUnits)
    return { shown, scannedCount, lastKey, readUnits }
  }

  /** A page of the index. Each item stands where the version puts it that the read shows. */
  #readIndex(request: ScanRequest, index: TableIndex, at: RuleAtTable, nowMs: number): ShownPage<By> {
    const { startKey } = request
    const start = startKey && indexPlaceOf(startKey, index, this.entries.placeOf(startKey))
    const reads = this.#reads.of(start?.hash ?? 0)
    if (!reads.has(nowMs)) throw new Throttled(['IndexReadKeyRangeThroughputExceeded'])
    const entries = this.entries.inOrder.map((entry) => ({ entry, content: this.#shownVersion(entry, nowMs).content }))
    const most = this.#faults.strikes('shortPage')
      ? this.#faults.random('shortPage').whole(1, 30)
      : Number.POSITIVE_INFINITY
    const { rows, lastKey, bytes } = indexPage(rowsOf(entries, index), { ...request, index, start, most })
    const shown = rows.flatMap(({ entry, content }) => {
      if (!at.rule.matches(content.attributes)) return []
      this.writer.saw(entry)
      return [{ item: shownItem(content, at.shows), entry, content, stale: contentOf(entry) === undefined }]
    })
    const readUnits = Math.max(0.5, Math.ceil(bytes / 4_096) / 2)
    reads.take(readUnits)
    return { shown, scannedCount: rows.length, lastKey, readUnits }
  }

  /** Carries out one conditional delete, as its statement says. */
  delete(
    item: Item,
    at: RuleAtTable,
    nowMs: number,
    by: By,
  ): 'removed' | 'gone' | 'unmet' | 'throttled' | 'rejected' | 'denied' {
    const { key, holds } = readStatement(at.conditional.statement(item), this.#keyNames)
    const entry = this.entries.find(key)
    const writes = this.#writes.of(this.entries.placeOf(key).hash)
    if (!writes.has(nowMs)) return 'throttled'
    if (entry?.denied) return 'denied'
    if (entry?.rejected) return 'rejected'
    const content = entry && contentOf(entry)
    if (entry === undefined || content === undefined) {
      writes.take(1)
      return 'gone'
    }
    writes.take(Math.ceil(entry.sizeBytes / 1_024))
    if (!holds(content.attributes)) return 'unmet'
    this.entries.remove(entry, nowMs, by)
    return 'removed'
  }

  partitionOf(item: Item): number {
    return partitionOf(this.entries.placeOf(item).hash, this.#shape.partitions)
  }

  /** The version that a read shows: the latest, or an older one where reads may be stale. */
  #shownVersion({ versions }: Entry<By>, nowMs: number): Version {
    let index = versions.length - 1
    const latest = versions[index]
    if (latest === undefined) throw new Error('entry: expected a version, found none')
    if (latest.fromMs < nowMs - this.#shape.stalenessMs || !this.#faults.strikes('staleRead')) return latest
    const asOfMs = nowMs - this.#faults.random('staleRead').between(0, this.#shape.stalenessMs)
    while (index > 0 && (versions[index]?.fromMs ?? 0) > asOfMs) index--
    const version = versions[index] ?? latest
    return version.fromMs > asOfMs ? { fromMs: 0, content: undefined } : version
  }
}
