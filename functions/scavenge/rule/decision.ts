import { attributeOf, type Item } from '../table/item.ts'
import { readAge } from './age.ts'
import type { Rule } from './rule.ts'

export type Undated = 'undatedMissing' | 'undatedType' | 'undatedUnreadable' | 'undatedImplausible'

/** What the rule says about an item that passed its filter. */
export type Verdict = 'candidate' | 'young' | Undated

const UNDATED = {
  missing: 'undatedMissing',
  type: 'undatedType',
  unreadable: 'undatedUnreadable',
  implausible: 'undatedImplausible',
} as const

/**
 * Judges an item against the cutoff, in milliseconds since 1970. An item that is exactly as old as that is a
 * candidate.
 */
export function judge(item: Item, age: Rule['age'], cutoffMs: number): Verdict {
  const itemsAge = readAge(attributeOf(item, age.attribute), age.format)
  if (itemsAge.kind === 'undated') return UNDATED[itemsAge.reason]
  return itemsAge.ms <= cutoffMs ? 'candidate' : 'young'
}
