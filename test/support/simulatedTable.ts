import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ConditionalDelete } from '../../functions/scavenge/condition.ts'
import { projection } from '../../functions/scavenge/projection.ts'
import { type Item, type ScanRequest, type TableDescription, Throttled } from '../../functions/scavenge/table.ts'
import type { Faults } from './simulatedFaults.ts'
import { hash32, type Random } from './simulatedRandom.ts'
import type { Content, Contents, Keys, SimulatedRule } from './simulatedRule.ts'

const PAGE_BYTES = 1_048_576
const HASHES = 4_294_967_296

/** What an item held from a moment on; no content where it was absent. */
export interface Version {
  readonly fromMs: number
  readonly content: Content | undefined
}

/** A delete of ours that the table carried out, and who sent it. */
export interface Removal<By> {
  readonly by: By | 'others'
}

/** A key that was ever used, with all that it held. */
export interface Entry<By> {
  readonly key: Item
  readonly place: Place
  readonly versions: Version[]
  readonly sizeBytes: number
  readonly rejected: boolean
  removal: Removal<By> | undefined
}

/** Where a key lies in the table: by its partition key's hash, then in order. */
interface Place {
  readonly hash: number
  readonly partition: string
  readonly range: string | number
  readonly id: string
}

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
}

/** A rule as the table sees it: what a Scan lets through and shows, and what a delete's statement says. */
export interface RuleAtTable {
  readonly rule: SimulatedRule
  readonly shows: readonly string[]
  readonly conditional: ConditionalDelete
}

export function ruleAtTable(rule: SimulatedRule, description: TableDescription): RuleAtTable {
  const { parsed } = rule
  const { expression, names } = projection(parsed, description.key)
  const shows = expression.split(', ').map((placeholder) => names[placeholder] ?? '')
  return { rule, shows, conditional: new ConditionalDelete(description, parsed.decisionAttributes) }
}

/** A token bucket that may go into debt by one request, as a partition's capacity does. */
class Bucket {
  readonly #perSecond: number
  readonly #most: number
  #units: number
  #atMs = 0

  constructor(perSecond: number, burstSeconds: number) {
    this.#perSecond = perSecond
    this.#most = Math.max(1, perSecond * burstSeconds)
    this.#units = this.#most
  }

  has(nowMs: number): boolean {
    this.#units = Math.min(this.#most, this.#units + ((nowMs - this.#atMs) / 1_000) * this.#perSecond)
    this.#atMs = nowMs
    return this.#units > 0
  }

  take(units: number): void {
    this.#units -= units
  }
}

/** A table that behaves as DynamoDB does: what it holds, what a Scan shows of it, what a conditional delete does. */
export class SimulatedTable<By> {
  readonly #shape: TableShape
  readonly #faults: Faults
  readonly #random: Random
  readonly #keys: Keys
  readonly #contents: Contents
  readonly #entries: Entry<By>[] = []
  readonly #byId = new Map<string, Entry<By>>()
  readonly #writes: Bucket[]
  readonly #reads: Bucket[]
  readonly #lately: Entry<By>[] = []
  #made = 1
  #live = 0
  /** Items that others put where none was, from the beginning on. */
  created = 0
  /** Items that others deleted. */
  removedByOthers = 0

  constructor(shape: TableShape, faults: Faults, random: Random, keys: Keys, contents: Contents) {
    this.#shape = shape
    this.#faults = faults
    this.#random = random
    this.#keys = keys
    this.#contents = contents
    const { partitions, writeUnitsPerSecond, readUnitsPerSecond, burstSeconds } = shape
    this.#writes = Array.from({ length: partitions }, () => new Bucket(writeUnitsPerSecond, burstSeconds))
    this.#reads = Array.from({ length: partitions }, () => new Bucket(readUnitsPerSecond, burstSeconds))
  }

  get description(): TableDescription {
    return { name: 'things', identity: `table ${this.#made}`, key: this.#keys.schema }
  }

  /** Items in the table now. */
  get live(): number {
    return this.#live
  }

  get entries(): readonly Entry<By>[] {
    return this.#entries
  }

  /** Puts new items under keys of their own. */
  fill(count: number, nowMs: number): void {
    for (let number = 0; number < count; number++) {
      const entry = this.#entry(this.#keys.draw())
      if (entry.versions.at(-1)?.content === undefined) this.#put(entry, nowMs)
    }
    this.#entries.sort((one, other) => compare(one.place, other.place))
  }

  /** Deletes the table and makes it again, with other items. */
  remake(nowMs: number): void {
    for (const entry of this.#entries) this.#removeByOthers(entry, nowMs)
    this.#made++
    this.fill(this.#random.whole(0, 30), nowMs)
  }

  /** One write of somebody else's. */
  write(nowMs: number): void {
    const random = this.#random
    const entry = random.chance(0.6) && this.#lately.length > 0 ? random.pick(this.#lately) : this.#anyEntry()
    if (entry === undefined || random.chance(0.1)) {
      const fresh = this.#entry(this.#keys.draw())
      this.#entries.sort((one, other) => compare(one.place, other.place))
      this.#put(fresh, nowMs)
      return
    }
    const before = random.pick(entry.versions).content
    if (random.chance(0.2)) this.#removeByOthers(entry, nowMs)
    else if (before !== undefined && random.chance(0.3)) this.#put(entry, nowMs, touched(before, random))
    else this.#put(entry, nowMs)
  }

  /** Carries out a Scan. Throws Throttled. */
  scan({ segment, totalSegments, startKey, limit }: ScanRequest, at: RuleAtTable, nowMs: number): ShownPage<By> {
    const first = startKey === undefined ? undefined : this.#place(startKey)
    const fromHash = Math.ceil((segment * HASHES) / totalSegments)
    const toHash = Math.ceil(((segment + 1) * HASHES) / totalSegments)
    if (first !== undefined && (first.hash < fromHash || first.hash >= toHash))
      throw new Error(`scan: expected a start key of segment ${segment}, found one of another`)
    const reads = this.#bucket(this.#reads, first?.hash ?? fromHash)
    if (!reads.has(nowMs)) throw new Throttled(['TableReadKeyRangeThroughputExceeded'])
    const most = this.#faults.strikes('shortPage')
      ? this.#faults.random('shortPage').whole(1, Math.min(limit, 30))
      : Number.POSITIVE_INFINITY

    const shown: Shown<By>[] = []
    let scannedCount = 0
    let examined = 0
    let bytes = 0
    let lastKey: Item | undefined
    for (let index = first ? this.#after(first) : this.#from(fromHash); ; index++) {
      const entry = this.#entries[index]
      if (entry === undefined || entry.place.hash >= toHash) break
      examined++
      const version = this.#shownVersion(entry, nowMs)
      if (version.content !== undefined) {
        scannedCount++
        bytes += entry.sizeBytes
        if (at.rule.matches(version.content.attributes)) {
          const stale = entry.versions.at(-1)?.content === undefined
          shown.push({ item: shownItem(version.content, at.shows), entry, content: version.content, stale })
          this.#remember(entry)
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

  /** Carries out one conditional delete, as its statement says. */
  delete(item: Item, at: RuleAtTable, nowMs: number, by: By): 'removed' | 'gone' | 'spared' | 'throttled' | 'rejected' {
    const { Statement = '', Parameters = [] } = at.conditional.statement(item)
    const terms = readStatement(Statement)
    const key: Record<string, AttributeValue> = {}
    const conditions: { name: string; value: AttributeValue | undefined }[] = []
    let parameter = 0
    for (const { name, missing } of terms) {
      const value = missing ? undefined : Parameters[parameter++]
      if (value !== undefined && this.#keys.schema.some((attribute) => attribute.name === name)) key[name] = value
      else conditions.push({ name, value })
    }
    const place = this.#place(key)
    const entry = this.#byId.get(place.id)
    const writes = this.#bucket(this.#writes, place.hash)
    if (!writes.has(nowMs)) return 'throttled'
    if (entry?.rejected) return 'rejected'
    const content = entry?.versions.at(-1)?.content
    if (entry === undefined || content === undefined) {
      writes.take(1)
      return 'gone'
    }
    writes.take(Math.ceil(entry.sizeBytes / 1_024))
    if (conditions.some(({ name, value }) => !same(content.attributes[name], value))) return 'spared'
    entry.versions.push({ fromMs: nowMs, content: undefined })
    entry.removal = { by }
    this.#live--
    return 'removed'
  }

  /** The entry under an item's key. */
  find(item: Item): Entry<By> | undefined {
    return this.#byId.get(this.#place(item).id)
  }

  partitionOf(item: Item): number {
    return Math.floor((this.#place(item).hash / HASHES) * this.#shape.partitions)
  }

  #entry(key: Item): Entry<By> {
    const place = this.#place(key)
    const known = this.#byId.get(place.id)
    if (known !== undefined) return known
    const sizeBytes = this.#shape.bigItems ? this.#random.whole(1_000, 400_000) : this.#random.whole(60, 3_000)
    const rejected = this.#faults.strikes('rejectedItem')
    const entry: Entry<By> = { key, place, versions: [], sizeBytes, rejected, removal: undefined }
    this.#byId.set(place.id, entry)
    this.#entries.push(entry)
    return entry
  }

  #put(entry: Entry<By>, nowMs: number, content = this.#contents.draw(entry.key)): void {
    if (entry.versions.at(-1)?.content === undefined) {
      this.created++
      this.#live++
    }
    entry.versions.push({ fromMs: nowMs, content })
    entry.removal = undefined
  }

  #removeByOthers(entry: Entry<By>, nowMs: number): void {
    if (entry.versions.at(-1)?.content === undefined) return
    entry.versions.push({ fromMs: nowMs, content: undefined })
    entry.removal = { by: 'others' }
    this.removedByOthers++
    this.#live--
  }

  #anyEntry(): Entry<By> | undefined {
    return this.#entries.length === 0 ? undefined : this.#random.pick(this.#entries)
  }

  #remember(entry: Entry<By>): void {
    if (!this.#faults.may('writer')) return
    this.#lately.push(entry)
    if (this.#lately.length > 40) this.#lately.shift()
  }

  #shownVersion(entry: Entry<By>, nowMs: number): Version {
    const { versions } = entry
    let index = versions.length - 1
    const latest = versions[index]
    if (latest === undefined) throw new Error('entry: expected a version, found none')
    if (latest.fromMs < nowMs - this.#shape.stalenessMs || !this.#faults.strikes('staleRead')) return latest
    const asOfMs = nowMs - this.#faults.random('staleRead').between(0, this.#shape.stalenessMs)
    while (index > 0 && (versions[index]?.fromMs ?? 0) > asOfMs) index--
    const version = versions[index] ?? latest
    return version.fromMs > asOfMs ? { fromMs: 0, content: undefined } : version
  }

  #bucket(buckets: readonly Bucket[], hash: number): Bucket {
    const bucket = buckets[Math.floor((hash / HASHES) * buckets.length)]
    if (bucket === undefined) throw new Error('partition: expected one for every hash, found none')
    return bucket
  }

  #place(key: Item): Place {
    const [first, second] = this.#keys.schema.map(({ name }) => key[name])
    if (first === undefined || (second === undefined && this.#keys.schema.length > 1))
      throw new Error('key: expected every key attribute, found less')
    const partition = textOf(first)
    const range = second === undefined ? '' : second.N === undefined ? textOf(second) : Number(second.N)
    return { hash: hash32(partition), partition, range, id: `${partition}\n${range}` }
  }

  /** Index of the first entry after a place. */
  #after(place: Place): number {
    return this.#search((entry) => compare(entry.place, place) > 0)
  }

  #from(hash: number): number {
    return this.#search((entry) => entry.place.hash >= hash)
  }

  #search(holds: (entry: Entry<By>) => boolean): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#entries[middle]
      if (entry !== undefined && !holds(entry)) low = middle + 1
      else high = middle
    }
    return low
  }
}

function compare(one: Place, other: Place): number {
  if (one.hash !== other.hash) return one.hash - other.hash
  if (one.partition !== other.partition) return one.partition < other.partition ? -1 : 1
  return one.range < other.range ? -1 : one.range > other.range ? 1 : 0
}

function textOf(value: AttributeValue): string {
  return value.S ?? value.N ?? Buffer.from(value.B ?? []).toString('hex')
}

function shownItem({ attributes }: Content, names: readonly string[]): Item {
  const item: Record<string, AttributeValue> = {}
  for (const name of names) {
    const value = attributes[name]
    if (value !== undefined) item[name] = value
  }
  return item
}

/** The same item with one attribute changed that no rule looks at, or with nothing changed at all. */
function touched({ attributes, time }: Content, random: Random): Content {
  return { attributes: { ...attributes, touched: { N: String(random.whole(0, 9)) } }, time }
}

function same(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

interface Term {
  readonly name: string
  readonly missing: boolean
}

const statements = new Map<string, readonly Term[]>()

/** The terms of a PartiQL delete, in order. */
function readStatement(text: string): readonly Term[] {
  const known = statements.get(text)
  if (known !== undefined) return known
  const [, where] = /^DELETE FROM "things" WHERE (.+)$/.exec(text) ?? []
  if (where === undefined) throw new Error(`statement: expected a delete, found ${text}`)
  const terms: Term[] = []
  const term = /"((?:[^"]|"")+)" (= \?|IS MISSING)(?: AND |$)/y
  while (term.lastIndex < where.length) {
    const match = term.exec(where)
    if (match === null) throw new Error(`statement: expected terms, found ${where}`)
    terms.push({ name: (match[1] ?? '').replaceAll('""', '"'), missing: match[2] === 'IS MISSING' })
  }
  statements.set(text, terms)
  return terms
}
