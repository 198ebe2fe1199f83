import type { Verdict } from '../rule/decision.ts'
import type { Item } from '../table/item.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import type { Ledger, Settlement } from './ledger.ts'

/** A candidate's place in its segment. */
export interface Candidate {
  readonly item: Item
  readonly page: OpenPage
  readonly index: number
  /** Failed tries of its delete that were its own, not its request's. */
  attempts: number
}

interface OpenPage {
  readonly items: readonly Item[]
  readonly settlements: (Settlement | undefined)[]
  readonly lastKey: Item | undefined
  /** Index of the first item that the checkpoint has not passed. */
  next: number
}

/**
 * One segment's checkpoint: the key before which every item is settled. It moves in order, inside a page too, and
 * never past an item that is not settled; what it passes enters the ledger.
 */
export class Checkpoint {
  readonly #ledger: Ledger
  readonly #pages: OpenPage[] = []
  readonly #moved = new Wakeup()
  readonly #pageSettled: () => void
  #key: Item | undefined
  #done = false
  #settledAny = false

  /** `pageSettled` is called once for each page, in order, when all of its items are settled. */
  constructor(key: Item | undefined, ledger: Ledger, pageSettled: () => void = () => {}) {
    this.#key = key
    this.#ledger = ledger
    this.#pageSettled = pageSettled
  }

  /** The key after which the next pass goes on; undefined at the segment's start. */
  get key(): Item | undefined {
    return this.#key
  }

  /** Whether the segment's last page is settled. */
  get done(): boolean {
    return this.#done
  }

  /** Whether it has moved since it was made. */
  get moved(): boolean {
    return this.#settledAny
  }

  /** Adds the segment's next page with the verdict on each of its items; returns its candidates in order. */
  add(items: readonly Item[], verdicts: readonly Verdict[], lastKey: Item | undefined): Candidate[] {
    const settlements = verdicts.map((verdict) => (verdict === 'candidate' ? undefined : verdict))
    const page: OpenPage = { items, settlements, lastKey, next: 0 }
    this.#pages.push(page)
    this.#advance()
    return items.flatMap((item, index) => (verdicts[index] === 'candidate' ? [{ item, page, index, attempts: 0 }] : []))
  }

  settle(candidate: Candidate, settlement: Settlement): void {
    candidate.page.settlements[candidate.index] = settlement
    this.#advance()
  }

  /** Resolves when at most `pages` pages hold unsettled items, or when `signal` aborts. */
  async atMostOpen(pages: number, signal: AbortSignal): Promise<void> {
    while (this.#pages.length > pages && !signal.aborted) await this.#moved.wait(signal)
  }

  /** At the end of a pass: of what lies beyond the checkpoint, deletions enter the ledger, the rest is abandoned. */
  close(): void {
    for (const page of this.#pages) {
      for (let index = page.next; index < page.items.length; index++) {
        if (page.settlements[index] === 'deleted') this.#ledger.enter('deleted')
        else this.#ledger.abandon()
      }
    }
    this.#pages.length = 0
  }

  #advance(): void {
    for (let page = this.#pages[0]; page !== undefined; page = this.#pages[0]) {
      for (; page.next < page.items.length; page.next++) {
        const settlement = page.settlements[page.next]
        if (settlement === undefined) return
        this.#ledger.enter(settlement)
        this.#key = page.items[page.next]
        this.#settledAny = true
      }
      this.#pages.shift()
      this.#settledAny = true
      if (page.lastKey === undefined) this.#done = true
      else this.#key = page.lastKey
      this.#pageSettled()
      this.#moved.wake()
    }
  }
}
