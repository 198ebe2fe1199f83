import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import type { Interval, Intervals } from '../../functions/scavenge/estimate/extrapolation.ts'
import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import { count } from './numbers.ts'
import { type Columns, table } from './table.ts'

/** The counts in the order of the report; `undated` stands before its reasons. */
const ROWS = [
  ['scanned', 'items that DynamoDB read'],
  ['matched', 'passed the filter'],
  ['deleted', 'deleted'],
  ['wouldDelete', 'would be deleted'],
  ['young', 'matched, not old enough'],
  ['undated', 'matched, age not usable: never deleted'],
  ['undatedMissing', '… no age attribute'],
  ['undatedType', '… age of another type'],
  ['undatedUnreadable', '… age unreadable'],
  ['undatedImplausible', '… age implausible'],
  ['spared', 'changed since they were read'],
  ['failed', 'not deleted after all retries'],
  ['abandoned', 'read and left undecided'],
] as const

/** What an estimate calls the counts of a ledger. */
const ESTIMATED: Readonly<Record<string, keyof Intervals>> = {
  scanned: 'items',
  matched: 'matched',
  deleted: 'candidates',
  wouldDelete: 'candidates',
  young: 'young',
  undated: 'undated',
}

/** A ledger as a table for people; beside the counts what the estimate said of them, where there was one. */
export function ledgerTable(ledger: LedgerCounts, estimate: Estimate | undefined): string {
  const estimated: Columns = estimate ? { estimated: 'right' } : {}
  const rows = ROWS.flatMap(([name, what]) => {
    const value = ledger[name]
    if (value === undefined) return []
    return [[name, count(value), ...(estimate ? [estimatedCount(estimate, name)] : []), what]]
  })
  return table({ count: 'left', items: 'right', ...estimated, what: 'left' }, rows)
}

/** The limits of a count, or the number where it is exact; empty where the estimate says nothing of it. */
function estimatedCount(estimate: Estimate, name: string): string {
  const counted = ESTIMATED[name]
  return counted === undefined ? '' : limits(estimate[counted])
}

/** An interval in words: `1,000 – 2,000`, or one number where it is exact. */
export function limits({ low, high }: Pick<Interval, 'low' | 'high'>): string {
  return low === high ? count(low) : `${count(low)} – ${count(high)}`
}
