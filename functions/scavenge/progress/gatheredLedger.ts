import { type Counts, type LedgerReport, NO_COUNTS, report } from './ledger.ts'

/** A ledger as JSON brought it: the counts that are there. */
export type ReadLedger = Readonly<Record<string, number>>

/** The ledger of all shards together, as an execution reports it. */
export function gatheredLedger(ledgers: readonly ReadLedger[], dryRun: boolean): LedgerReport {
  return report(gatheredCounts(ledgers), dryRun)
}

/** The counts of all shards together; a count that is not there is 0. */
export function gatheredCounts(ledgers: readonly ReadLedger[]): Readonly<Counts> {
  const counts = { ...NO_COUNTS }
  for (const name of namesOf(counts)) for (const ledger of ledgers) counts[name] += ledger[name] ?? 0
  return counts
}

function namesOf(counts: Counts): readonly (keyof Counts)[] {
  return Object.keys(counts).filter((name): name is keyof Counts => name in NO_COUNTS)
}
