import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { AGE_FORMATS, type AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { Draw } from '../ages/draw.ts'
import { writtenAge, ZONES } from '../ages/writtenAges.ts'
import type { AnyItem } from '../engines/tables.ts'

/** The key of the tables that these rules are for. */
export const DRAWN_KEY: readonly KeyAttribute[] = [
  { name: 'pk', type: 'S' },
  { name: 'sk', type: 'N' },
]

type Filter = readonly [
  expression: string,
  names: Readonly<Record<string, string>>,
  values?: Readonly<Record<string, unknown>>,
]

const FILTERS: readonly [Filter, ...Filter[]] = [
  ['#a = :one OR #a = :text', { '#a': 'a' }, { ':one': 1, ':text': '1' }],
  ['#a = :one AND (#b = :text OR attribute_not_exists(#b))', { '#a': 'a', '#b': 'b' }, { ':one': 1, ':text': '1' }],
  ['NOT #a IN (:one, :text)', { '#a': 'a' }, { ':one': 1, ':text': '1' }],
  ['#a BETWEEN :one AND :two AND attribute_exists(#b)', { '#a': 'a', '#b': 'b' }, { ':one': 0, ':two': 1 }],
  ['#m.#x = :yes', { '#m': 'm', '#x': 'x.y' }, { ':yes': true }],
  ['begins_with(#pk, :prefix) OR #a = :one', { '#pk': 'pk', '#a': 'a' }, { ':prefix': 'item-1', ':one': 1 }],
  ['size(#b) > :one AND #sk < :two', { '#b': 'b', '#sk': 'sk' }, { ':one': 0, ':two': 15 }],
  ['attribute_exists(#key0)', { '#key0': 'b' }],
  ['contains(#tags, :key0) OR attribute_type(#a, :s)', { '#tags': 'tags', '#a': 'a' }, { ':key0': 'x', ':s': 'S' }],
  ['#a <> :set', { '#a': 'tags' }, { ':set': { SS: ['x', 'y'] } }],
]

const PERIODS: readonly [unknown, ...unknown[]] = [
  '1m',
  '48h',
  '3650d',
  { attribute: 'days', unit: 'd', atLeast: '1d' },
  { attribute: ['m', 'days'], unit: 'h', atLeast: '30m', default: '7300d' },
  { by: 'b', periods: { 1: '1d', x: 'never' }, default: '3650d' },
  { by: ['m', 'kind'], periods: { LOG: '30d', BILL: 'never' } },
]

interface DrawnRule {
  readonly table: string
  readonly filter: object
  readonly age: DrawnAge
}

type DrawnAge =
  | 'none'
  | {
      readonly format: AgeFormat
      readonly zone?: string
      readonly between?: readonly string[]
      readonly olderThan: unknown
    }

/** A rule as its file would hold it, in any format, path and kind of period. */
export function drawnRule(draw: Draw, table: string): DrawnRule {
  const [expression, names, values] = draw.pick(FILTERS)
  return { table, filter: { expression, names, ...(values && { values }) }, age: drawnAge(draw) }
}

function drawnAge(draw: Draw): DrawnAge {
  if (draw.chance(0.1)) return 'none'
  const format = draw.pick(AGE_FORMATS)
  return {
    ...draw.pick<object>([{ attribute: 'at' }, { attribute: ['m', 'at'] }, { attributes: ['at', ['m', 'at']] }]),
    format,
    ...(format === 'iso8601' && draw.chance(0.5) && { zone: draw.pick(ZONES) }),
    ...(draw.chance(0.2) && { between: ['#', '#'] }),
    olderThan: draw.pick(PERIODS),
  }
}

const SCALARS: readonly [AttributeValue, ...AttributeValue[]] = [
  { N: '1' },
  { S: '1' },
  { S: 'x' },
  { N: '0' },
  { BOOL: true },
  { NULL: true },
  { SS: ['x', 'y'] },
  { L: [{ N: '1' }] },
]

/** The item of a number, for such a rule: each attribute is there or not, as the rule expects it or not. */
export function drawnItem(draw: Draw, { age }: DrawnRule, number: number): AnyItem {
  const days = (): AttributeValue => draw.pick([{ N: '0' }, { N: '3.5' }, { S: '30' }, { N: '-1' }, { S: 'never' }])
  const within = some(draw, {
    'x.y': () => ({ BOOL: draw.chance(0.8) }),
    at: () => drawnTime(draw, age),
    days,
    kind: () => ({ S: draw.pick(['LOG', 'BILL', 'OTHER']) }),
  })
  return {
    pk: { S: `item-${number}` },
    sk: { N: String(number) },
    ...some(draw, {
      a: () => draw.pick(SCALARS),
      b: () => draw.pick(SCALARS),
      tags: () => draw.pick<AttributeValue>([{ SS: ['y', 'x'] }, { S: 'xyz' }, { L: [{ S: 'x' }] }]),
      m: () => ({ M: within }),
      at: () => drawnTime(draw, age),
      days,
    }),
  }
}

function drawnTime(draw: Draw, age: DrawnAge): AttributeValue {
  if (age === 'none' || draw.chance(0.1)) return draw.pick(SCALARS)
  const { text } = writtenAge(draw, age.format, age.zone ?? 'UTC')
  if (age.between !== undefined) return { S: `ORDER#${text}#1` }
  return /^\d{1,20}$/.test(text) && draw.chance(0.5) ? { N: text } : { S: text }
}

function some(draw: Draw, values: Readonly<Record<string, () => AttributeValue>>): AnyItem {
  const there = Object.entries(values).filter(() => draw.chance(0.85))
  return Object.fromEntries(there.map(([name, value]) => [name, value()]))
}
