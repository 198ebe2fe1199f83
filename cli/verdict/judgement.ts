import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type PeriodMs, periodReader } from '../../functions/scavenge/age/period.ts'
import { type Age, ageReader } from '../../functions/scavenge/age/readAge.ts'
import { shortestPeriodMs } from '../../functions/scavenge/age/ruleAge.ts'
import { judgeOf, type Verdict } from '../../functions/scavenge/rule/decision.ts'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'
import { attributeOf, type Item } from '../../functions/scavenge/table/item.ts'
import { valueText } from './dynamodbJson.ts'

/** What the rule says of an item that passes its filter, and from what that follows. Times are milliseconds since 1970. */
export interface Judgement {
  readonly verdict: Verdict
  /** Undefined where the rule looks at no age. */
  readonly age: Age | undefined
  /** How long this item is kept after its age; undefined where the rule looks at no age. */
  readonly periodMs: PeriodMs | undefined
  /** No item whose age is later is a candidate. */
  readonly cutoffMs: number
}

/**
 * Judges an item as an execution would that starts at `startMs`, by the engine's own reader and judge. No item's period
 * is shorter than `olderThanMs`, the rule's shortest unless told.
 */
export function judged(
  { age }: Pick<Rule, 'age'>,
  item: Item,
  { startMs, olderThanMs = shortestPeriodMs(age) }: { readonly startMs: number; readonly olderThanMs?: number },
): Judgement {
  const cutoffMs = startMs - olderThanMs
  return {
    verdict: judgeOf(age, { startMs, cutoffMs, olderThanMs })(item),
    age: age.kind === 'none' ? undefined : ageReader(age, startMs)(item),
    periodMs: age.kind === 'none' ? undefined : atLeast(periodReader(age.period)(item), olderThanMs),
    cutoffMs,
  }
}

function atLeast(periodMs: PeriodMs, leastMs: number): PeriodMs {
  return periodMs === 'never' ? periodMs : Math.max(periodMs, leastMs)
}

/**
 * The condition on which a delete of the item depends, in PartiQL with its values in place: every decision attribute is
 * as it was read, and the item still exists. The key's own attributes are not in it, because they can't change.
 */
export function deleteCondition(rule: Rule, item: Item, key: readonly string[]): string {
  const terms = rule.decisionAttributes.filter((name) => !key.includes(name))
  return terms.map((name) => `${quoted(name)} ${isStill(attributeOf(item, name))}`).join(' AND ')
}

function isStill(value: AttributeValue | undefined): string {
  return value === undefined ? 'IS MISSING' : `= ${valueText(value)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
