import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from './rule.ts'

/** A Scan's parameters, in DynamoDB's JSON. */
export interface UndatedScan {
  readonly TableName: string
  readonly FilterExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>
}

const DAY_MS = 86_400_000
const OLDEST = { seconds: '1000000000', milliseconds: '1000000000000' }
const NEWEST = { seconds: '253402300799', milliseconds: '253402300799999' }

/** What dates, times, fractions and grouped numbers hold beside digits: such a text may be as long as an epoch time. */
const NO_DIGITS = '-.:,/+ eETx_'

/**
 * A Scan that lists what a run counted as undated; it holds no key. Once the run is over, an item that the filter
 * lets through and whose age reads as older than the cutoff can only be undated (or spared or failed); to those it
 * adds what can't be an age. DynamoDB has no calendar and no pattern: a few young items may be listed too, and an
 * impossible date after the cutoff is missed, as is a string as long as an epoch time that differs from one by rare
 * characters alone.
 */
export function undatedScan(rule: Rule, cutoffMs: number): UndatedScan {
  const { attribute, format } = rule.age
  const names: Record<string, string> = { ...rule.filter.names }
  const age = Object.entries(names).find(([, name]) => name === attribute)?.[0] ?? '#undatedAge'
  names[age] = attribute
  const { terms, values } = format === 'rfc3339' ? text(age, cutoffMs) : epoch(age, format, cutoffMs)
  return {
    TableName: rule.table,
    FilterExpression: `(${rule.filter.expression}) AND (attribute_not_exists(${age}) OR ${terms.join(' OR ')})`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...rule.filter.values, ...values },
  }
}

function text(age: string, cutoffMs: number) {
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

function epoch(age: string, format: 'epochSeconds' | 'epochMilliseconds', cutoffMs: number) {
  const unit = format === 'epochSeconds' ? 'seconds' : 'milliseconds'
  const foreign = [...NO_DIGITS].map((_, index) => `contains(${age}, :undatedNoDigit${index})`)
  const cutoff = Math.floor(format === 'epochSeconds' ? cutoffMs / 1_000 : cutoffMs)
  return {
    terms: [
      `NOT (attribute_type(${age}, :undatedN) OR attribute_type(${age}, :undatedS))`,
      `${age} < :undatedOldest`,
      `${age} > :undatedNewest`,
      `${age} <= :undatedCutoff`,
      `${age} < :undatedDigit`,
      `${age} > :undatedColon`,
      `(attribute_type(${age}, :undatedS) AND (${[`size(${age}) <> :undatedLength`, ...foreign].join(' OR ')}))`,
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
