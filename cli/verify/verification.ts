import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { SeedCounts } from '../engine/seedItems.ts'
import type { Recount } from './recount.ts'

/** A count that the ledger fixes, or the bounds within which it leaves it open. */
type Expected = number | { readonly least: number; readonly most: number }

/** How the independent scan compares with the ledger. */
export interface Verification extends Recount {
  /** False where the table contradicts the ledger, and no other program's writes are known that may explain it. */
  readonly agrees: boolean
  readonly expected: Readonly<Partial<Record<keyof Recount, Expected>>>
  /** One sentence for each count that differs. */
  readonly differences: readonly string[]
  /** One sentence for each thing that no scan can tell. */
  readonly unknown: readonly string[]
}

/** What is compared. */
export interface Evidence {
  readonly recount: Recount
  readonly ledger: LedgerCounts
  /** Items that the demo table held before; undefined on another table. */
  readonly items: number | undefined
  /** The counts by what made the demo table, where the rule is the one it is made for. */
  readonly seed: SeedCounts | undefined
  /** Whether the rule's index was scanned. A rule that queries its index does not see most of the items that stay. */
  readonly ofIndex?: boolean
  /** Whether two scans after the run differed: another program still writes to the table. */
  readonly stillWritten?: boolean
}

/**
 * Compares what a scan found with what must be left by the ledger. A lost pass may have deleted items that no ledger
 * counts. Then fewer are left than before − deleted, and only the counts of `seed` are exact.
 *
 * A spared item was changed or removed by another program, so it may match the filter or not, or be gone. A failed item
 * may be gone, because its last delete may have been carried out without an answer. Both only bound the counts. Where
 * another program is known to write to the table, a count beyond the bounds is no proof against the ledger, because that
 * program may have changed any item after it was read.
 */
export function verify({
  recount,
  ledger,
  items,
  seed,
  ofIndex = false,
  stillWritten = false,
}: Evidence): Verification {
  const count = (name: string) => ledger[name] ?? 0
  const spared = count('spared')
  const open = spared + count('failed')
  const expected = {
    ...(!ofIndex && { matchedLeft: from(count('young') + count('undated') + count('wouldDelete'), open) }),
    candidatesLeft: from(count('wouldDelete'), open),
    ...(items !== undefined && count('lostPasses') === 0 && { itemsLeft: from(items - count('deleted') - open, open) }),
    ...(seed && { itemsLeft: from(seed.items - seed.deletable + count('wouldDelete'), open) }),
  }
  const differences = [
    ...differing(expected, { ...recount }),
    ...(seed ? differing({ ...settledBySeed(seed) }, ledger) : []),
  ]
  const othersMayWrite = items === undefined
  const othersWrite = othersMayWrite && (spared > 0 || stillWritten)
  const unknown = [
    ...(spared > 0 ? [`whether the ${spared} spared items still match the filter, or exist`] : []),
    ...(count('failed') > 0 ? [`whether the ${count('failed')} failed items were deleted without an answer`] : []),
    ...(othersMayWrite && differences.length > 0
      ? [`which items another program changed, added or removed after they were read`]
      : []),
  ]
  return { ...recount, agrees: differences.length === 0 || othersWrite, expected, differences, unknown }
}

/** From `least` to so many more; one number where there is nothing to leave open. */
function from(least: number, open: number): Expected {
  return open === 0 ? least : { least, most: least + open }
}

function settledBySeed(seed: SeedCounts): LedgerCounts {
  const { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible } = seed
  return { young, undatedMissing, undatedType, undatedUnreadable, undatedImplausible }
}

function differing(expected: Readonly<Record<string, Expected>>, found: LedgerCounts): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const { least, most } = typeof value === 'number' ? { least: value, most: value } : value
    const left = found[name] ?? Number.NaN
    if (left >= least && left <= most) return []
    return [`${name}: expected ${least === most ? least : `${least} to ${most}`}, found ${found[name]}`]
  })
}
