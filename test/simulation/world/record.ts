import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import type { Content } from '../table/contents.ts'
import type { Removal } from '../table/entries.ts'
import type { Shown, ShownPage } from '../table/table.ts'
import type { Statement, World } from './world.ts'

/** Tries of one delete that fail beside one that is answered well before it counts as failed (docs/contract.md). */
const MAX_ATTEMPTS = 10

/** An acknowledged delete that found its item gone, and who had removed it. */
interface Gone {
  readonly removal: Removal<Statement>
  /** Whether a read may have shown it once more although a delete of it was acknowledged. */
  readonly isReread: boolean
}

/** What a pass hears of one delete. */
interface Heard {
  readonly statement: Statement
  readonly outcome: DeleteOutcome
  /** Who had removed the item, where it was gone before. */
  readonly gone: Removal<Statement> | undefined
  /** Whether any delete of its batch was answered well. */
  readonly isWell: boolean
}

interface ReadPage {
  unsettled: number
}

export interface Read {
  readonly shown: Shown<Statement>
  readonly page: ReadPage
  attempts: number
  inFlight: boolean
  settled: boolean
}

/** What one pass was shown and what it heard of its deletes: its ledger, kept by the simulation itself. */
export class PassRecord {
  readonly heard = { deleted: 0, spared: 0, failed: 0, scanned: 0, readUnits: 0, writeUnits: 0 }
  readonly gone: Gone[] = []
  readonly failedKeys = new Set<string>()
  lastDeleteMs = Number.NEGATIVE_INFINITY
  readonly #world: World
  readonly #isDue: (content: Content) => boolean
  readonly #dryRun: boolean
  readonly #reads = new Map<Item, Read>()
  readonly #lastPages = new Map<number, readonly ReadPage[]>()

  constructor(world: World, isDue: (content: Content) => boolean, dryRun: boolean) {
    this.#world = world
    this.#isDue = isDue
    this.#dryRun = dryRun
  }

  /** The segments of which it was shown a page. */
  get segments(): Iterable<number> {
    return this.#lastPages.keys()
  }

  /** Before a page of a segment is asked for. */
  checkReadAhead(segment: number): void {
    const open = this.#pagesOf(segment).filter(({ unsettled }) => unsettled > 0)
    if (open.length > 1)
      this.#world.violate(
        'a segment reads at most one page ahead',
        'a third page asked for while two hold unsettled items',
      )
  }

  shown(segment: number, page: ShownPage<Statement>): void {
    this.heard.scanned += page.scannedCount
    this.heard.readUnits += page.readUnits
    const read: ReadPage = { unsettled: 0 }
    for (const shown of page.shown) {
      this.#reads.set(shown.item, { shown, page: read, attempts: 0, inFlight: false, settled: false })
      if (!this.#dryRun && this.#isDue(shown.content)) read.unsettled++
    }
    this.#lastPages.set(segment, [...this.#pagesOf(segment).slice(-1), read])
  }

  /** An item is sent to be deleted. */
  sent(item: Item): Read {
    const { violate } = this.#world
    const read = this.#reads.get(item)
    if (read === undefined) throw new Error('delete: expected an item that was read, found another')
    if (!this.#isDue(read.shown.content)) violate('only candidates are sent to be deleted', 'another item')
    if (read.inFlight) violate('an item is sent once at a time', 'twice')
    if (read.settled) violate('a settled item is not sent again', 'one that is')
    read.inFlight = true
    return read
  }

  /** The pass hears what became of a delete. */
  hear(read: Read, { statement, outcome, gone, isWell }: Heard): void {
    statement.heard = outcome.kind === 'deleted'
    if (outcome.kind === 'throttled') return
    if (outcome.kind === 'retryable' && (!isWell || ++read.attempts < MAX_ATTEMPTS)) return
    read.settled = true
    read.page.unsettled--
    if (outcome.kind === 'deleted') {
      this.heard.deleted++
      this.lastDeleteMs = this.#world.clock.monotonicMs()
      if (gone !== undefined) this.gone.push({ removal: gone, isReread: read.shown.stale || this.#mayHaveMoved(read) })
    } else if (outcome.kind === 'spared') this.heard.spared++
    else {
      this.heard.failed++
      this.failedKeys.add(read.shown.entry.place.id)
    }
  }

  /** An item that others wrote to may have stood in two places of an index while it was read. */
  #mayHaveMoved({ shown: { entry } }: Read): boolean {
    const [, ...written] = entry.versions
    return this.#world.table.description.index !== undefined && written.some(({ content }) => content !== undefined)
  }

  #pagesOf(segment: number): readonly ReadPage[] {
    return this.#lastPages.get(segment) ?? []
  }
}
