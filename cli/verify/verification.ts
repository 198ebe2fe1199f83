import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { SeedCounts } from '../engine/seedItems.ts'
import type { Recount } from './recount.ts'

/** The independent scan beside the ledger. */
export interface Verification extends Recount {
  readonly agrees: boolean
  readonly expected: Partial<Recount>
  /** One sentence for each count that differs. */
  readonly differences: readonly string[]
}

export interface Evidence {
  readonly recount: Recount
  readonly ledger: LedgerCounts
  /** What the embedded table held before; undefined on a foreign table. */
  readonly items: number | undefined
  /** The maker's own counts, where the table and the rule are both the seed's. */
  readonly seed: SeedCounts | undefined
}

/**
 * Compares what a scan found with what the ledger says must be left. A pass that was lost may have deleted what no
 * ledger counts, so that fewer items are left than before − deleted: then only the maker's own counts are exact.
 */
export function verify({ recount, ledger, items, seed }: Evidence): Verification {
  const count = (name: string) => ledger[name] ?? 0
  const unsettled = count('spared') + count('failed') + count('wouldDelete')
  const expected: Partial<Recount> = {
    matchedLeft: count('young') + count('undated') + unsettled,
    candidatesLeft: unsettled,
    ...(items !== undefined && count('lostPasses') === 0 && { itemsLeft: items - count('deleted') }),
    ...(seed && { itemsLeft: seed.items - seed.deletable + unsettled }),
  }
  const differences = [...differing(expected, { ...recount }), ...(seed ? differing(settledBySeed(seed), ledger) : [])]
  return { ...recount, agrees: differences.length === 0, expected, differences }
}

function settledBySeed(seed: SeedCounts): LedgerCounts {
  const { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible } = seed
  return { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible }
}

function differing(expected: LedgerCounts, found: LedgerCounts): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => found[name] !== value)
    .map(([name, value]) => `${name}: expected ${value}, found ${found[name]}`)
}
