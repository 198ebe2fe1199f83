import type { Item, KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { Content } from './contents.ts'
import { compare, type Place, placeOf } from './place.ts'

/** What an item held from a moment on; no content where it was absent. */
export interface Version {
  readonly fromMs: number
  readonly content: Content | undefined
}

/** A delete that the table carried out, and who sent it. */
export interface Removal<By> {
  readonly by: By | 'others'
}

/** A key that was ever used, with all that it held. */
export interface Entry<By> {
  readonly key: Item
  readonly place: Place
  readonly versions: Version[]
  readonly sizeBytes: number
  /** Each delete of it is refused, or denied. */
  readonly rejected: boolean
  readonly denied: boolean
  removal: Removal<By> | undefined
}

/** What a table holds and ever held: every key that was used, in the order of a Scan. */
export class Entries<By> {
  readonly #schema: readonly KeyAttribute[]
  readonly #inOrder: Entry<By>[] = []
  readonly #byId = new Map<string, Entry<By>>()
  /** Items in the table now. */
  live = 0
  /** Items that others put where none was, from the beginning on. */
  created = 0
  /** Items that others deleted. */
  removedByOthers = 0

  constructor(schema: readonly KeyAttribute[]) {
    this.#schema = schema
  }

  get inOrder(): readonly Entry<By>[] {
    return this.#inOrder
  }

  placeOf(key: Item): Place {
    return placeOf(key, this.#schema)
  }

  /** The entry under an item's key. */
  find(item: Item): Entry<By> | undefined {
    return this.#byId.get(this.placeOf(item).id)
  }

  /** The entry under a key; where it was never used, a new one without a version. */
  findOrAdd(key: Item, draw: () => Pick<Entry<By>, 'sizeBytes' | 'rejected' | 'denied'>): Entry<By> {
    const place = this.placeOf(key)
    const known = this.#byId.get(place.id)
    if (known !== undefined) return known
    const entry: Entry<By> = { key, place, versions: [], ...draw(), removal: undefined }
    this.#byId.set(place.id, entry)
    this.#inOrder.splice(this.indexAfter(place), 0, entry)
    return entry
  }

  put(entry: Entry<By>, nowMs: number, content: Content): void {
    if (contentOf(entry) === undefined) {
      this.created++
      this.live++
    }
    entry.versions.push({ fromMs: nowMs, content })
    entry.removal = undefined
  }

  /** Removes an item that is there. */
  remove(entry: Entry<By>, nowMs: number, by: By | 'others'): void {
    if (contentOf(entry) === undefined) return
    entry.versions.push({ fromMs: nowMs, content: undefined })
    entry.removal = { by }
    this.live--
    if (by === 'others') this.removedByOthers++
  }

  /** Index of the first entry after a place. */
  indexAfter(place: Place): number {
    return this.#search((entry) => compare(entry.place, place) > 0)
  }

  /** Index of the first entry with a hash or above it. */
  indexFrom(hash: number): number {
    return this.#search((entry) => entry.place.hash >= hash)
  }

  #search(holds: (entry: Entry<By>) => boolean): number {
    let low = 0
    let high = this.#inOrder.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#inOrder[middle]
      if (entry !== undefined && !holds(entry)) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** What an item holds now; undefined where it is absent. */
export function contentOf<By>({ versions }: Entry<By>): Content | undefined {
  return versions.at(-1)?.content
}
