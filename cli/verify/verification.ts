import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { SeedCounts } from '../engine/seedItems.ts'
import type { Recount } from './recount.ts'

/** How the independent scan compares with the ledger. */
export interface Verification extends Recount {
  readonly agrees: boolean
  readonly expected: Partial<Recount>
  /** One sentence for each count that differs. */
  readonly differences: readonly string[]
}

/** What is compared. */
export interface Evidence {
  readonly recount: Recount
  readonly ledger: LedgerCounts
  /** Items that the demo table held before; undefined on another table. */
  readonly items: number | undefined
  /** The counts by what made the demo table, where the rule is the one it is made for. */
  readonly seed: SeedCounts | undefined
}

/**
 * Compares what a scan found with what must be left by the ledger. A lost pass may have deleted items that no ledger
 * counts. Then fewer are left than before − deleted, and only the counts of `seed` are exact.
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
