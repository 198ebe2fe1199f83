import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { EARLIEST_MS, LATEST_MS } from './age.ts'
import { DAY_MS } from './limits.ts'
import type { Rule } from './rule.ts'

/** A Scan's parameters, in DynamoDB's JSON. */
export interface UndatedScan {
  readonly TableName: string
  readonly FilterExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>
}

const OLDEST = { seconds: String(EARLIEST_MS / 1_000), milliseconds: String(EARLIEST_MS) }
const NEWEST = { seconds: String(Math.floor(LATEST_MS / 1_000)), milliseconds: String(LATEST_MS) }

/**
 * The characters other than digits in dates, times, fractions and grouped numbers, which may be as long as an epoch
 * time.
 */
const NO_DIGITS = '-.:,/+ eETx_'

/**
 * A Scan that lists the items that a run counted as undated. Its parameters hold no key. It finds the items that the
 * filter lets through and that have no age, an age that can't be one, or an age before the cutoff: when the run is
 * over, an item of the last kind is undated, spared or failed. DynamoDB knows no calendar and no pattern, so the list
 * is not exact. A few young items may be in it. It misses an impossible date after the cutoff, and a string as long as
 * an epoch time that differs from one only by rare characters.
 */
export function undatedScan(rule: Rule, cutoffMs: number): UndatedScan {
  const { attribute, format } = rule.age
  const names: Record<string, string> = { ...rule.filter.names }
  const age = Object.entries(names).find(([, name]) => name === attribute)?.[0] ?? '#undatedAge'
  names[age] = attribute
  const { terms, values } = format === 'rfc3339' ? rfc3339Terms(age, cutoffMs) : epochTerms(age, format, cutoffMs)
  return {
    TableName: rule.table,
    FilterExpression: `${parenthesised(rule.filter.expression)} AND (attribute_not_exists(${age}) OR ${terms.join(' OR ')})`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...rule.filter.values, ...values },
  }
}

/** The expression in one pair of parentheses: DynamoDB refuses a second pair around the first as redundant. */
function parenthesised(expression: string): string {
  return isParenthesised(expression.trim()) ? expression : `(${expression})`
}

/** Whether the first parenthesis closes at the very end. No placeholder or keyword holds a parenthesis. */
function isParenthesised(expression: string): boolean {
  let depth = 0
  for (const [at, character] of [...expression].entries()) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (depth === 0) return at > 0 && at === expression.length - 1
  }
  return false
}

function rfc3339Terms(age: string, cutoffMs: number) {
  const before = new Date(cutoffMs - DAY_MS).toISOString().slice(0, 10) // offsets shift a date by a day at most
  return {
    terms: [
      `NOT attribute_type(${age}, :undatedS)`,
      `size(${age}) < :undatedShortest`,
      `${age} < :undatedBefore`,
      `${age} > :undatedAfter`,
    ],
    values: {
      ':undatedS': { S: 'S' },
      ':undatedShortest': { N: '20' }, // 2001-09-09T01:46:40Z
      ':undatedBefore': { S: before },
      ':undatedAfter': { S: '9999-12-31Z' },
    },
  }
}

function epochTerms(age: string, format: 'epochSeconds' | 'epochMilliseconds', cutoffMs: number) {
  const unit = format === 'epochSeconds' ? 'seconds' : 'milliseconds'
  const notEpochs = [...NO_DIGITS].map((_, index) => `contains(${age}, :undatedNoDigit${index})`)
  const cutoff = Math.floor(format === 'epochSeconds' ? cutoffMs / 1_000 : cutoffMs)
  return {
    terms: [
      `NOT (attribute_type(${age}, :undatedN) OR attribute_type(${age}, :undatedS))`,
      `${age} < :undatedOldest`,
      `${age} > :undatedNewest`,
      `${age} <= :undatedCutoff`,
      `${age} < :undatedDigit`,
      `${age} > :undatedColon`,
      `(attribute_type(${age}, :undatedS) AND (${[`size(${age}) <> :undatedLength`, ...notEpochs].join(' OR ')}))`,
    ],
    values: {
      ':undatedN': { S: 'N' },
      ':undatedS': { S: 'S' },
      ':undatedOldest': { N: OLDEST[unit] },
      ':undatedNewest': { N: NEWEST[unit] },
      ':undatedCutoff': { N: String(cutoff) },
      ':undatedDigit': { S: '0' },
      ':undatedColon': { S: ':' },
      ':undatedLength': { N: String(OLDEST[unit].length) },
      ...Object.fromEntries([...NO_DIGITS].map((S, index) => [`:undatedNoDigit${index}`, { S }])),
    },
  }
}
