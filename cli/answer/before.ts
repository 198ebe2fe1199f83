import { placeOf } from '../../functions/scavenge/progress/token.ts'
import type { LedgerCounts } from '../verify/verification.ts'
import { member } from './answer.ts'

/** What had been done before an execution began: nothing, unless it goes on from a token. */
export interface Before {
  readonly ledger: LedgerCounts
  readonly segmentsDone: number
}

const NOTHING: Before = { ledger: {}, segmentsDone: 0 }

/** By the token in an execution's input. One that can't be read here is taken for none: another release wrote it. */
export function doneBefore(input: unknown): Before {
  const token = member(input, 'continuationToken')
  if (typeof token !== 'string') return NOTHING
  try {
    const { counts, segmentsDone } = placeOf(token)
    return { ledger: { ...counts }, segmentsDone }
  } catch {
    return NOTHING // whether the token is good is for the execution to say
  }
}

/** What an execution did itself, of a ledger that its token carried on. */
export function own(ledger: LedgerCounts, { ledger: before }: Before): LedgerCounts {
  return Object.fromEntries(Object.entries(ledger).map(([name, count]) => [name, count - (before[name] ?? 0)]))
}
