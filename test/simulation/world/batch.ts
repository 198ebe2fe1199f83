import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import type { Content } from '../table/contents.ts'
import { contentOf, type Entry, type Removal } from '../table/entries.ts'
import type { RuleAtTable } from '../table/ruleAtTable.ts'
import type { Statement, World } from './world.ts'

/** The pass that sends a batch, as far as the table and the bound on what may be deleted go. */
export interface Sender {
  readonly at: RuleAtTable
  /** Whether an item that the filter lets through is a candidate. */
  readonly isDue: (content: Content) => boolean
  /** Deletes of this pass that removed an item. */
  readonly removals: Statement[]
}

/** What became of one delete at the table. */
interface Done {
  readonly outcome: DeleteOutcome
  /** The item whose condition failed, where a read is to find out what that means. */
  readonly unknown?: Entry<Statement> | undefined
  /** Who had removed the item, where it was gone before. */
  readonly gone?: Removal<Statement> | undefined
}

/** A batch of deletes at the table: each is carried out, refused or lost for itself. */
export class Batch {
  readonly statements: readonly Statement[]
  writeUnits = 0
  readUnits = 0
  readonly #world: World
  readonly #sender: Sender
  readonly #items: readonly Item[]
  readonly #done: (Done | undefined)[] = []

  constructor(world: World, sender: Sender, items: readonly Item[]) {
    this.#world = world
    this.#sender = sender
    this.#items = items
    this.statements = items.map((): Statement => ({ pass: sender, heard: false }))
  }

  /** Carries out a part of the statements. */
  carryOut(from: number, to: number): void {
    const { faults } = this.#world
    for (let index = from; index < to; index++) {
      const item = this.#items[index]
      const statement = this.statements[index]
      if (item === undefined || statement === undefined) continue
      const lost = faults.strikes('internalStatement')
      if (lost && faults.random('internalStatement').chance(0.7)) {
        this.#done[index] = { outcome: faults.random('internalStatement').pick(FAILURES) }
        continue
      }
      const done = this.#carryOut(item, statement)
      const { kind } = done.outcome
      if (kind === 'deleted' || kind === 'spared') this.writeUnits++
      this.#done[index] = lost ? { ...done, outcome: INTERNAL } : done
    }
  }

  /** Reads the items whose condition failed and that did not come back. */
  lookUp(): void {
    const { faults } = this.#world
    this.#done.forEach((done, index) => {
      if (done?.unknown === undefined) return
      if (faults.strikes('failedLookup')) {
        this.#done[index] = { outcome: faults.random('failedLookup').pick([DENIED, THROTTLED, INTERNAL]) }
        return
      }
      this.readUnits += Math.max(1, Math.ceil(done.unknown.sizeBytes / 4_096))
      const gone = contentOf(done.unknown) === undefined ? done.unknown.removal : undefined
      this.#done[index] = gone === undefined ? { outcome: done.outcome } : { outcome: { kind: 'deleted' }, gone }
    })
  }

  /** What became of each statement, once all were carried out. */
  get done(): readonly Done[] {
    return this.#items.map((_, index) => {
      const done = this.#done[index]
      if (done === undefined) throw new Error('delete: expected an outcome for each statement, found none')
      return done
    })
  }

  /** One delete, with the bound on what may be deleted checked at that moment. */
  #carryOut(item: Item, statement: Statement): Done {
    const { table, faults, violate, clock, bringsItems } = this.#world
    const { at, removals } = this.#sender
    if (faults.strikes('throttledStatement')) return { outcome: THROTTLED }
    const entry = table.entries.find(item)
    const before = entry && contentOf(entry)
    const gone = entry?.removal
    const done = table.delete(item, at, clock.monotonicMs(), statement)
    switch (done) {
      case 'removed':
        removals.push(statement)
        if (before === undefined || !at.rule.matches(before.attributes) || !this.#sender.isDue(before))
          violate('no item is deleted that the rule did not call for', 'one that was none when it was deleted')
        return { outcome: { kind: 'deleted' } }
      case 'gone':
        if (gone === undefined) violate('what is gone was removed', 'an item that never was')
        return { outcome: { kind: 'deleted' }, gone }
      case 'unmet':
        return { outcome: { kind: 'spared' }, unknown: bringsItems ? undefined : entry }
      case 'denied':
        return { outcome: DENIED }
      case 'throttled':
        return { outcome: THROTTLED }
      case 'rejected':
        return { outcome: { kind: 'rejected', code: 'ValidationError' } }
      default:
        return done satisfies never
    }
  }
}

const INTERNAL = { kind: 'retryable', code: 'InternalServerError' } as const satisfies DeleteOutcome
const FAILURES: readonly DeleteOutcome[] = [
  INTERNAL,
  { kind: 'retryable', code: 'ReplicatedWriteConflict' },
  { kind: 'retryable', code: 'ACodeOfTomorrow' },
]
const DENIED: DeleteOutcome = { kind: 'denied', error: new AccessDenied('not this key', 'AccessDeniedException') }
const THROTTLED = { kind: 'throttled', reasons: [] } as const satisfies DeleteOutcome
