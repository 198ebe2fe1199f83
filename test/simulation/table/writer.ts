import type { Faults } from '../world/faults.ts'
import type { Random } from '../world/random.ts'
import type { Content, Contents } from './contents.ts'
import { contentOf, type Entries, type Entry } from './entries.ts'
import type { Keys } from './keys.ts'

/** Entries that a Scan showed last: the writer goes for them, where a race is likely. */
const MOST_REMEMBERED = 40

/** Everybody else who writes to the table: fills it, makes it again, updates, deletes and recreates. */
export class Writer<By> {
  readonly #entries: Entries<By>
  readonly #keys: Keys
  readonly #contents: Contents
  readonly #random: Random
  readonly #faults: Faults
  readonly #bigItems: boolean
  readonly #lately: Entry<By>[] = []

  constructor(
    entries: Entries<By>,
    { keys, contents, bigItems }: { readonly keys: Keys; readonly contents: Contents; readonly bigItems: boolean },
    random: Random,
    faults: Faults,
  ) {
    this.#entries = entries
    this.#keys = keys
    this.#contents = contents
    this.#random = random
    this.#faults = faults
    this.#bigItems = bigItems
  }

  /** Puts new items under keys of their own. */
  fill(count: number, nowMs: number): void {
    for (let number = 0; number < count; number++) {
      const entry = this.#drawn()
      if (contentOf(entry) === undefined) this.#put(entry, nowMs)
    }
  }

  /** Deletes every item and puts some others. */
  remake(nowMs: number): void {
    for (const entry of this.#entries.inOrder) this.#entries.remove(entry, nowMs, 'others')
    this.fill(this.#random.whole(0, 30), nowMs)
  }

  /** One write. */
  write(nowMs: number): void {
    const random = this.#random
    const entry = random.chance(0.6) && this.#lately.length > 0 ? random.pick(this.#lately) : this.#anyEntry()
    if (entry === undefined || random.chance(0.1)) {
      this.#put(this.#drawn(), nowMs)
      return
    }
    const before = random.pick(entry.versions).content
    if (random.chance(0.2)) this.#entries.remove(entry, nowMs, 'others')
    else if (before !== undefined && random.chance(0.3)) this.#entries.put(entry, nowMs, touched(before, random))
    else this.#put(entry, nowMs)
  }

  /** A Scan showed an entry. */
  saw(entry: Entry<By>): void {
    if (!this.#faults.may('writer')) return
    this.#lately.push(entry)
    if (this.#lately.length > MOST_REMEMBERED) this.#lately.shift()
  }

  #put(entry: Entry<By>, nowMs: number): void {
    this.#entries.put(entry, nowMs, this.#contents.draw(entry.key))
  }

  #anyEntry(): Entry<By> | undefined {
    return this.#entries.inOrder.length === 0 ? undefined : this.#random.pick(this.#entries.inOrder)
  }

  #drawn(): Entry<By> {
    return this.#entries.findOrAdd(this.#keys.draw(), () => ({
      sizeBytes: this.#bigItems ? this.#random.whole(1_000, 400_000) : this.#random.whole(60, 3_000),
      rejected: this.#faults.strikes('rejectedItem'),
      denied: this.#faults.strikes('deniedItem'),
    }))
  }
}

/** The same item with one attribute changed that no rule looks at, or with nothing changed at all. */
function touched(content: Content, random: Random): Content {
  return { ...content, attributes: { ...content.attributes, touched: { N: String(random.whole(0, 9)) } } }
}
