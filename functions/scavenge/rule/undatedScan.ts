import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { AgeFormat } from '../age/formats/ageFormat.ts'
import { DAY_MS } from '../age/formats/instant.ts'
import { EARLIEST_MS, MAX_AHEAD_MS } from '../age/readAge.ts'
import type { RuleAge } from '../age/ruleAge.ts'
import type { AttributePath } from '../table/attributePath.ts'
import { parenthesised, wordsOf } from './filter.ts'
import { operatorsIn } from './filterLimits.ts'
import { MAX_EXPRESSION_BYTES, MAX_OPERATORS, MAX_UNDATED_SCAN_BYTES } from './limits.ts'
import type { Rule } from './rule.ts'

/** A Scan's parameters, in DynamoDB's JSON. */
export interface UndatedScan {
  readonly TableName: string
  /** The rule's index; absent where it reads its table. */
  readonly IndexName?: string
  readonly FilterExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>
}

/** The Scan, or a sentence that says why there is none. */
export type UndatedScanOrReason = { readonly undatedScan: UndatedScan } | { readonly undatedScanLeftOut: string }

interface Terms {
  readonly terms: readonly string[]
  readonly values: Readonly<Record<string, AttributeValue>>
}

/** Milliseconds in each unit whose numbers DynamoDB can compare with a bound. */
const UNIT_MS: Partial<Readonly<Record<AgeFormat, number>>> = {
  epochSeconds: 1_000,
  epochMilliseconds: 1,
  epochMicroseconds: 1e-3,
  epochNanoseconds: 1e-6,
}

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
 * an epoch time that differs from one only by rare characters. Left out for a rule whose undated items no filter of
 * DynamoDB's tells from the others, and where it would be longer than a state or an expression can be.
 */
export function undatedScan(rule: Rule, cutoffMs: number, startMs: number): UndatedScanOrReason {
  const { age, filter } = rule
  const path = Object.values(filter.values).some(holdsBinary)
    ? 'in JSON where a value of the filter is binary'
    : comparablePath(age)
  if (typeof path === 'string')
    return {
      undatedScanLeftOut: `undatedScan is left out: no filter of DynamoDB's tells undated items from others ${path}`,
    }
  const names: Record<string, string> = { ...filter.names }
  const place = placeholders(path.names, names)
  const unitMs = UNIT_MS[path.format]
  const { terms, values } =
    unitMs === undefined ? rfc3339Terms(place, cutoffMs, startMs) : epochTerms(place, unitMs, cutoffMs, startMs)
  const scan: UndatedScan = {
    TableName: rule.table,
    ...(rule.index !== undefined && { IndexName: rule.index }),
    FilterExpression: `${parenthesised(filter.expression)} AND (attribute_not_exists(${place}) OR ${terms.join(' OR ')})`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...filter.values, ...values },
  }
  const excess = excessOf(scan)
  return excess === undefined ? { undatedScan: scan } : { undatedScanLeftOut: `undatedScan is left out: ${excess}` }
}

/** What of the Scan is more than a state or DynamoDB takes; undefined where nothing is. */
function excessOf(scan: UndatedScan): string | undefined {
  const { FilterExpression: expression } = scan
  const bytes = Buffer.byteLength(JSON.stringify(scan))
  if (bytes > MAX_UNDATED_SCAN_BYTES) return `as JSON it has ${bytes} bytes, more than ${MAX_UNDATED_SCAN_BYTES}`
  const length = Buffer.byteLength(expression)
  if (length > MAX_EXPRESSION_BYTES) return `its filter has ${length} bytes, more than ${MAX_EXPRESSION_BYTES}`
  const operators = operatorsIn(wordsOf(expression).split(' '))
  return operators > MAX_OPERATORS ? `its filter has ${operators} operators, more than ${MAX_OPERATORS}` : undefined
}

/** The one attribute whose values compare as their ages do; else the end of a sentence that says why there is none. */
function comparablePath(age: RuleAge): { names: AttributePath; format: AgeFormat } | string {
  if (age.kind === 'none') return 'where the rule looks at no age'
  const [names, ...others] = age.paths
  if (others.length > 0) return 'by several attributes (age.attributes)'
  if (age.between !== undefined) return 'by a part of a text (age.between)'
  if (age.period.kind !== 'fixed') return 'where each item has a period of its own (age.olderThan)'
  if (age.format !== 'rfc3339' && UNIT_MS[age.format] === undefined) return `by the format ${age.format}`
  return { names, format: age.format }
}

/** The Scan is part of an answer in JSON, which has no bytes. */
function holdsBinary({ B, BS, L = [], M = {} }: AttributeValue): boolean {
  return B !== undefined || BS !== undefined || [...L, ...Object.values(M)].some(holdsBinary)
}

/** The path in placeholders, the filter's own where it has one for the attribute; new ones are added to `names`. */
function placeholders([attribute, ...within]: AttributePath, names: Record<string, string>): string {
  const own = Object.entries(names).find(([, name]) => name === attribute)?.[0]
  const add = (name: string) => {
    let placeholder = '#undatedAge'
    for (let next = 1; placeholder in names; next++) placeholder = `#undatedAge${next}`
    names[placeholder] = name
    return placeholder
  }
  return [own ?? add(attribute), ...within.map(add)].join('.')
}

function rfc3339Terms(age: string, cutoffMs: number, startMs: number): Terms {
  // Offsets shift a date by a day at most.
  const dayBefore = (ms: number) => new Date(ms - DAY_MS).toISOString().slice(0, 10)
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
      ':undatedBefore': { S: dayBefore(cutoffMs) },
      ':undatedAfter': { S: dayBefore(startMs + MAX_AHEAD_MS) },
    },
  }
}

function epochTerms(age: string, unitMs: number, cutoffMs: number, startMs: number): Terms {
  const notEpochs = [...NO_DIGITS].map((_, index) => `contains(${age}, :undatedNoDigit${index})`)
  const oldest = inUnits(EARLIEST_MS, unitMs)
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
      ':undatedOldest': { N: oldest },
      ':undatedNewest': { N: inUnits(startMs + MAX_AHEAD_MS, unitMs) },
      ':undatedCutoff': { N: inUnits(cutoffMs, unitMs) },
      ':undatedDigit': { S: '0' },
      ':undatedColon': { S: ':' },
      ':undatedLength': { N: String(oldest.length) },
      ...Object.fromEntries([...NO_DIGITS].map((S, index) => [`:undatedNoDigit${index}`, { S }])),
    },
  }
}

/** Whole units, rounded down; nanoseconds are more than JavaScript's numbers hold. */
function inUnits(ms: number, unitMs: number): string {
  return unitMs >= 1 ? String(Math.floor(ms / unitMs)) : String(BigInt(ms) * BigInt(Math.round(1 / unitMs)))
}
