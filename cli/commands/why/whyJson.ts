import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { dynamodbJson } from '../../verdict/dynamodbJson.ts'
import type { Explanation } from './explanation.ts'
import { time } from './time.ts'

/** The verdict and each step to it, as one JSON value; times in RFC 3339, attributes in DynamoDB's JSON. */
export function whyJson(rule: Rule, key: Item, explained: Explanation): object {
  const { verdict, startMs, item, entry, filter, judgement, condition } = explained
  const { age, periodMs, cutoffMs } = judgement
  return {
    rule: rule.name,
    table: rule.table,
    key: dynamodbJson(key),
    at: time(startMs),
    verdict,
    item: dynamodbJson(
      Object.fromEntries(Object.entries(item).filter(([name]) => rule.decisionAttributes.includes(name))),
    ),
    ...(entry && { index: { name: entry.index, missing: entry.missing } }),
    filter: { expression: rule.filter.expression, ...filter },
    ...(age !== undefined && {
      age: age.kind === 'dated' ? { kind: age.kind, time: time(age.ms) } : age,
      cutoff: time(cutoffMs),
      periodMs,
    }),
    condition,
  }
}
