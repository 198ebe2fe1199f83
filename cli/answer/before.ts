import { placeOf } from '../../functions/scavenge/progress/token.ts'
import type { LedgerCounts } from './ledgerCounts.ts'

/** What earlier executions had done before this one began: nothing, unless it goes on from a token. */
export interface Before {
  readonly ledger: LedgerCounts
  readonly segmentsDone: number
}

const NOTHING: Before = { ledger: {}, segmentsDone: 0 }

/** Reads the token that an execution began with. A token that this release can't read counts as none. */
export function doneBefore(token: string | undefined): Before {
  if (token === undefined) return NOTHING
  try {
    const { counts, segmentsDone } = placeOf(token)
    return { ledger: { ...counts }, segmentsDone }
  } catch {
    return NOTHING // the execution itself judges its token
  }
}

/** What an execution counted itself: its ledger less what its token carried on. */
export function ownCounts(ledger: LedgerCounts, { ledger: before }: Before): LedgerCounts {
  return Object.fromEntries(Object.entries(ledger).map(([name, count]) => [name, count - (before[name] ?? 0)]))
}
