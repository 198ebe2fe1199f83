import type { Undated } from '../rule/decision.ts'

/** How a matched item was settled. */
export type Settlement = 'young' | Undated | 'deleted' | 'wouldDelete' | 'spared' | 'failed'

/** The counts, cumulative over the passes. docs/contract.md says what each means. */
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

/** The ledger as a pass returns it: `wouldDelete` stands in place of `deleted` on a dry run, `undated` is the sum of its reasons. */
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
 * Keeps the counts so that they balance at the end of every pass: a matched item enters once, when the checkpoint
 * passes it. Of what was read beyond the checkpoint, only deletions enter: the next pass reads the rest again, so
 * what an earlier pass had abandoned is taken back here.
 */
export class Ledger {
  readonly #counts: Counts

  constructor(earlier: Readonly<Counts> = NO_COUNTS) {
    this.#counts = { ...earlier, matched: earlier.matched - earlier.abandoned, abandoned: 0 }
  }

  /** The checkpoint passed a matched item. */
  enter(settlement: Settlement): void {
    this.#counts.matched++
    this.#counts[settlement]++
  }

  /** The pass ends with a matched item read beyond the checkpoint and not deleted. */
  abandon(): void {
    this.#counts.matched++
    this.#counts.abandoned++
  }

  read(scanned: number, readUnits: number): void {
    this.#counts.scanned += scanned
    this.#counts.readUnits += readUnits
  }

  wrote(writeUnits: number): void {
    this.#counts.writeUnits += writeUnits
  }

  passAnswers(): void {
    this.#counts.passes++
  }

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

/** The ledger in the form that a pass returns. */
export function report(counts: Readonly<Counts>, dryRun: boolean): LedgerReport {
  const { deleted, wouldDelete, ...rest } = counts
  return { ...rest, undated: undated(counts), ...(dryRun ? { wouldDelete } : { deleted }) }
}
