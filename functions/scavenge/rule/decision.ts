import { periodReader } from '../age/period.ts'
import { type Age, ageReader } from '../age/readAge.ts'
import type { RuleAge } from '../age/ruleAge.ts'
import type { Item } from '../table/item.ts'

export type Undated = 'undatedMissing' | 'undatedType' | 'undatedUnreadable' | 'undatedImplausible'

/** What the rule says about an item that passed its filter. */
export type Verdict = 'candidate' | 'young' | Undated

/** The moments that an execution judges by, in milliseconds since 1970. */
export interface JudgedAt {
  /** When this execution started. */
  readonly startMs: number
  /** No item whose age is later is a candidate. A token keeps it, so it may belong to an earlier execution's start. */
  readonly cutoffMs: number
  /** No item's period is shorter in this execution. The cutoff lies this long before the start that it belongs to. */
  readonly olderThanMs: number
}

const UNDATED = {
  missing: 'undatedMissing',
  type: 'undatedType',
  unreadable: 'undatedUnreadable',
  implausible: 'undatedImplausible',
} as const satisfies Record<Extract<Age, { kind: 'undated' }>['reason'], Undated>

/** The judge of an execution's items. An item exactly as old as its period is a candidate. */
export function judgeOf(age: RuleAge, { startMs, cutoffMs, olderThanMs }: JudgedAt): (item: Item) => Verdict {
  if (age.kind === 'none') return () => 'candidate'
  const read = ageReader(age, startMs)
  const periodOf = periodReader(age.period)
  const cutoffStartMs = cutoffMs + olderThanMs
  return (item) => {
    const itsAge = read(item)
    if (itsAge.kind === 'undated') return UNDATED[itsAge.reason]
    if (itsAge.ms > cutoffMs) return 'young'
    const periodMs = periodOf(item)
    return periodMs !== 'never' && itsAge.ms <= cutoffStartMs - Math.max(periodMs, olderThanMs) ? 'candidate' : 'young'
  }
}
