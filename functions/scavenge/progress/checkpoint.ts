import type { Verdict } from '../rule/decision.ts'
import type { Item } from '../table/item.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import type { Ledger, Settlement } from './ledger.ts'

/** A candidate's place in its segment. */
export interface Candidate {
  readonly item: Item
  readonly page: OpenPage
  readonly index: number
  /** Write units that its delete is expected to take by the size of its page's items. */
  readonly expectedUnits: number
  /** Attempts that failed for this delete alone, while its request as a whole succeeded. */
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
 * One segment's checkpoint: the key before which every item is settled. It moves from item to item in the segment's
 * order and stops at the first that is not settled. Each item that it passes enters the ledger.
 */
export class Checkpoint {
  readonly #ledger: Ledger
  readonly #pages: OpenPage[] = []
  readonly #pagesMoved = new Wakeup()
  readonly #pageSettled: () => void
  #key: Item | undefined
  #done = false
  #hasMoved = false

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

  /** Whether it has moved in this pass. */
  get moved(): boolean {
    return this.#hasMoved
  }

  /**
   * Adds the segment's next page with the verdict on each of its items; returns its candidates in order. A delete of one
   * of them is expected to take `expectedUnits`.
   */
  add(items: readonly Item[], verdicts: readonly Verdict[], lastKey: Item | undefined, expectedUnits = 1): Candidate[] {
    const settlements = verdicts.map((verdict) => (verdict === 'candidate' ? undefined : verdict))
    const page: OpenPage = { items, settlements, lastKey, next: 0 }
    this.#pages.push(page)
    this.#advance()
    return items.flatMap((item, index) =>
      verdicts[index] === 'candidate' ? [{ item, page, index, expectedUnits, attempts: 0 }] : [],
    )
  }

  /** Settles a candidate. Throws where it is settled already: the ledger would count it twice. */
  settle({ page, index }: Candidate, settlement: Settlement): void {
    const earlier = page.settlements[index]
    if (earlier !== undefined)
      throw new Error(`checkpoint: expected a candidate that is not settled, found one that is ${earlier}`)
    page.settlements[index] = settlement
    this.#advance()
  }

  /** Resolves when at most `pages` pages hold items that are not settled, or when `signal` aborts. */
  async atMostOpen(pages: number, signal: AbortSignal): Promise<void> {
    while (this.#pages.length > pages && !signal.aborted) await this.#pagesMoved.wait(signal)
  }

  /**
   * Ends the pass: of the items beyond the checkpoint, the deleted ones enter the ledger and the others are abandoned.
   */
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
        this.#hasMoved = true
      }
      this.#pages.shift()
      this.#hasMoved = true
      if (page.lastKey === undefined) this.#done = true
      else this.#key = page.lastKey
      this.#pageSettled()
      this.#pagesMoved.wake()
    }
  }
}
