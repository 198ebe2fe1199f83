import { NO_COUNTS, report } from '../../functions/scavenge/progress/ledger.ts'

/** A ledger as it comes back in JSON: counts by their names, those of a newer release included. */
export type LedgerCounts = Readonly<Record<string, number>>

/** The ledger of an execution in which no pass has answered: every count that a pass reports, all zero. */
export function emptyLedger(dryRun: boolean): LedgerCounts {
  return { ...report(NO_COUNTS, dryRun) }
}
