import { READ_UNIT } from '../../cost/prices.ts'
import { entriesRead } from '../../reading/reading.ts'
import type { Rule } from '../../rule/rule.ts'
import type { TableShape } from '../../table/tableShape.ts'
import { BYTES_A_READ_UNIT } from '../drawnSample.ts'
import type { SampledTable } from '../sampleTable.ts'
import { DOLLAR_DIGITS, rounded } from './rounded.ts'

interface ReadCost {
  readonly readUnits: number
  readonly dollars: number
}

/** What reading costs by the rule's index, beside a scan of the table. */
export interface Reads {
  readonly index: ReadCost & { readonly name: string; readonly by: 'query' | 'scan' }
  /** By the table's own size; absent where the engine tells none. */
  readonly table?: ReadCost
}

interface Estimated {
  readonly rule: Pick<Rule, 'filter' | 'age'>
  readonly shape: TableShape
  readonly cutoffMs: number
}

/** Read units are told to a tenth. */
const UNIT_DIGITS = 1

/**
 * Read units of the whole scan, or of the Queries that take its place. Queries read what the filter lets through, and what
 * it leaves out for another reason than its partition; a sample does not see the latter, so this is the least for a filter
 * that says more than the partition.
 */
export function readUnits({ rule, shape, cutoffMs }: Estimated, { intervals, bytesAnItem }: SampledTable): number {
  const read = shape.read === undefined ? 'all' : entriesRead(rule, shape.read.key, cutoffMs)
  const { items, matched, candidates } = intervals
  const entries = { all: items, ofPartitions: matched, old: candidates }[read]
  return (entries.estimate * bytesAnItem) / BYTES_A_READ_UNIT
}

/** `units`: those of the rule's own reads. Undefined where the rule reads its table. */
export function readsOf({ rule, shape: { read, bytes }, cutoffMs }: Estimated, units: number): Reads | undefined {
  if (read === undefined) return undefined
  const by = entriesRead(rule, read.key, cutoffMs) === 'all' ? 'scan' : 'query'
  return {
    index: { name: read.name, by, ...costOf(units) },
    ...(bytes && { table: costOf(bytes / BYTES_A_READ_UNIT) }),
  }
}

function costOf(units: number): ReadCost {
  return { readUnits: rounded(units, UNIT_DIGITS), dollars: rounded(units * READ_UNIT, DOLLAR_DIGITS) }
}
