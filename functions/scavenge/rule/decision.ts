import { attributeOf, type Item } from '../table/item.ts'
import { readAge } from './age.ts'
import type { Rule } from './rule.ts'

export type Undated = 'undatedMissing' | 'undatedType' | 'undatedUnreadable' | 'undatedImplausible'

/** What the rule says of an item that passed its filter. */
export type Verdict = 'candidate' | 'young' | Undated

const UNDATED = {
  missing: 'undatedMissing',
  type: 'undatedType',
  unreadable: 'undatedUnreadable',
  implausible: 'undatedImplausible',
} as const

/** Judges an item against the cutoff (epoch milliseconds): an item exactly that old is a candidate. */
export function judge(item: Item, age: Rule['age'], cutoffMs: number): Verdict {
  const read = readAge(attributeOf(item, age.attribute), age.format)
  if (read.kind === 'undated') return UNDATED[read.reason]
  return read.ms <= cutoffMs ? 'candidate' : 'young'
}
