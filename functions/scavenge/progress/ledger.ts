import type { Undated } from '../rule/decision.ts'

/** How a matched item was settled. */
export type Settlement = 'young' | Undated | 'deleted' | 'wouldDelete' | 'spared' | 'failed'

/** The counts, cumulative over the passes of an execution. docs/contract.md says what each of them means. */
export interface Counts {
  scanned: number
  matched: number
  young: number
  undatedMissing: number
  undatedType: number
  undatedUnreadable: number
  undatedImplausible: number
  deleted: number
  wouldDelete: number
  spared: number
  failed: number
  abandoned: number
  passes: number
  lostPasses: number
  readUnits: number
  writeUnits: number
}

/**
 * The ledger as a pass returns it. A dry run has `wouldDelete` in place of `deleted`; `undated` is the sum of its reasons.
 */
export type LedgerReport = Omit<Counts, 'deleted' | 'wouldDelete'> & { undated: number } & (
    | { deleted: number }
    | { wouldDelete: number }
  )

export const NO_COUNTS: Readonly<Counts> = {
  scanned: 0,
  matched: 0,
  young: 0,
  undatedMissing: 0,
  undatedType: 0,
  undatedUnreadable: 0,
  undatedImplausible: 0,
  deleted: 0,
  wouldDelete: 0,
  spared: 0,
  failed: 0,
  abandoned: 0,
  passes: 0,
  lostPasses: 0,
  readUnits: 0,
  writeUnits: 0,
}

/**
 * Keeps the counts so that they balance at the end of every pass. A matched item enters once, when the checkpoint
 * passes it. Of the items beyond the checkpoint only the deleted ones enter; the others count as abandoned. The next
 * pass reads those again, so it begins without what the pass before it had abandoned.
 */
export class Ledger {
  readonly #counts: Counts

  constructor(earlier: Readonly<Counts> = NO_COUNTS) {
    this.#counts = { ...earlier, matched: earlier.matched - earlier.abandoned, abandoned: 0 }
  }

  /** Enters a matched item that the checkpoint has passed. */
  enter(settlement: Settlement): void {
    this.#counts.matched++
    this.#counts[settlement]++
  }

  /** Enters a matched item beyond the checkpoint that the pass, which ends now, has not deleted. */
  abandon(): void {
    this.#counts.matched++
    this.#counts.abandoned++
  }

  /** Adds a page that was read. */
  read(scanned: number, readUnits: number): void {
    this.#counts.scanned += scanned
    this.#counts.readUnits += readUnits
  }

  /** Adds what a request consumed. */
  wrote(writeUnits: number): void {
    this.#counts.writeUnits += writeUnits
  }

  /** Adds the pass that is about to answer. */
  passAnswers(): void {
    this.#counts.passes++
  }

  /** Adds passes that ended without an answer. */
  passesLost(lost: number): void {
    this.#counts.lostPasses += lost
  }

  counts(): Readonly<Counts> {
    return { ...this.#counts }
  }
}

/** matched = young + undated + deleted + spared + failed + abandoned (dry run: wouldDelete). */
export function balances(counts: Readonly<Counts>): boolean {
  const { matched, young, deleted, wouldDelete, spared, failed, abandoned } = counts
  return matched === young + undated(counts) + deleted + wouldDelete + spared + failed + abandoned
}

function undated(counts: Readonly<Counts>): number {
  return counts.undatedMissing + counts.undatedType + counts.undatedUnreadable + counts.undatedImplausible
}

/** The ledger as a pass returns it. */
export function report(counts: Readonly<Counts>, dryRun: boolean): LedgerReport {
  const { deleted, wouldDelete, ...rest } = counts
  return { ...rest, undated: undated(counts), ...(dryRun ? { wouldDelete } : { deleted }) }
}
