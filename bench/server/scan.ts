import type { Attributes } from './attributes.ts'
import { ValidationError } from './errors.ts'
import type { Kind } from './kinds.ts'
import type { SyntheticTable } from './table.ts'

/** DynamoDB ends a page here, counted before the filter. */
const PAGE_BYTES = 1_048_576
const READ_UNIT_BYTES = 4_096

export interface ScanInput {
  readonly TableName?: string
  readonly Segment?: number
  readonly TotalSegments?: number
  readonly Limit?: number
  readonly ExclusiveStartKey?: Attributes
  readonly ProjectionExpression?: string
  readonly FilterExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ConsistentRead?: boolean
}

const NEVER_PASSED = /^attribute_exists\((#\w+)\) AND attribute_not_exists\(\1\)$/

/**
 * The answer to a Scan, as JSON. Items are generated to match the seed's filter or not, so every FilterExpression counts as
 * the seed's. The only exception is the filter that nothing passes, with which a pass tries the engine.
 */
export function scan(table: SyntheticTable, input: ScanInput): string {
  const { Limit = Number.POSITIVE_INFINITY, ExclusiveStartKey, FilterExpression, ConsistentRead } = input
  const [first, end] = table.layout.segment(input.Segment ?? 0, input.TotalSegments ?? 1)
  const json = itemWriter(table, input)
  const passes = (kind: Kind) =>
    FilterExpression === undefined || (kind.matches && !NEVER_PASSED.test(FilterExpression))
  let position = ExclusiveStartKey === undefined ? first : startAfter(table, ExclusiveStartKey, first, end)
  let bytes = 0
  let scanned = 0
  let last: number | undefined
  const items: string[] = []
  for (; position < end && scanned < Limit && bytes < PAGE_BYTES; position++) {
    if (table.isGone(position)) continue
    const kind = table.kind(position)
    scanned++
    bytes += kind.bytes
    last = position
    if (passes(kind)) items.push(json(position, kind))
  }
  const isOver = position >= end && scanned < Limit && bytes < PAGE_BYTES
  const readUnits = Math.ceil(bytes / READ_UNIT_BYTES) * (ConsistentRead === true ? 1 : 0.5)
  table.counters.scanned += scanned
  table.counters.readUnits += readUnits
  const lastKey = isOver || last === undefined ? '' : `,"LastEvaluatedKey":{${table.layout.keyJson(last)}}`
  return (
    `{"ConsumedCapacity":{"CapacityUnits":${readUnits},"TableName":"${input.TableName}"},"Count":${items.length},` +
    `"Items":[${items.join(',')}],"ScannedCount":${scanned}${lastKey}}`
  )
}

function startAfter(table: SyntheticTable, key: Attributes, first: number, end: number): number {
  const position = table.layout.find(key)
  if (position === undefined || position < first || position >= end) {
    throw new ValidationError('The provided starting key is outside query boundaries based on provided conditions')
  }
  return position + 1
}

/** For each projection, the JSON of a kind's attributes, each with a comma before it. */
const fragments = new WeakMap<Kind, Map<string, string>>()

function itemWriter(table: SyntheticTable, { ProjectionExpression, ExpressionAttributeNames = {} }: ScanInput) {
  const names = ProjectionExpression?.split(',').map((term) => ExpressionAttributeNames[term.trim()] ?? term.trim())
  if (names !== undefined && !(names.includes('WorkerId') && names.includes('StartTime'))) {
    throw new ValidationError('projection: expected the whole key in it: this table serves nothing else')
  }
  const projection = names?.join() ?? ''
  return (position: number, kind: Kind) => {
    const known = fragments.get(kind) ?? new Map<string, string>()
    let rest = known.get(projection)
    if (rest === undefined) {
      const shown = Object.entries(kind.attributes).filter(([name]) => names?.includes(name) ?? true)
      rest = shown.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('')
      fragments.set(kind, known.set(projection, rest))
    }
    return `{${table.layout.keyJson(position)}${rest}}`
  }
}
