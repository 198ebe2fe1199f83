import type { Rule } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'
import type { IndexPart, TableIndex } from '../table/tableIndex.ts'
import { type CutFilter, cutFilter } from './cutFilter.ts'
import { sortRanges } from './sortRanges.ts'

type ReadRule = Pick<Rule, 'filter' | 'age'>

/** How a rule's items are read. */
export type Reading =
  /** Segments of the table, or of the index that is read in its place. */
  | { readonly kind: 'scan' }
  /** Partitions of the index. The segments of work are its parts: segment k is `parts[k]`. */
  | { readonly kind: 'query'; readonly parts: readonly IndexPart[] }

/** How an index is read, as Begin says it. */
export interface IndexReads {
  readonly index: string
  readonly by: 'query' | 'scan'
  /** Of a Query: the partitions that it reads. DynamoDB takes at most 1,000 write units a second for each. */
  readonly partitions?: number
}

/**
 * How a rule's items are read: by Queries where the rule names an index whose partition key its filter compares with
 * values, and whose sort key is the age (any, where the rule looks at no age); else by Scans. `cutoffMs`: no older item is
 * outside of the parts. It is the same for the same arguments, in every pass.
 */
export function readingOf(rule: ReadRule, { index }: Pick<TableDescription, 'index'>, cutoffMs: number): Reading {
  const cut = index && queried(rule, index.key)
  if (cut === undefined) return { kind: 'scan' }
  const sort = index?.key[1]
  const ranges = sort === undefined ? [{}] : sortRanges(rule.age, sort, cutoffMs)
  return {
    kind: 'query',
    parts: ranges.flatMap((range) => cut.partitions.map((partition) => ({ partition, ...range }))),
  }
}

/** The filter of a Query on an index with this key; undefined where the index is read by Scans. */
export function queried(rule: ReadRule, key: TableIndex['key']): CutFilter | undefined {
  return rule.age.kind === 'none' || isSortedByAge(rule.age.paths[0], key[1]?.name)
    ? cutFilter(rule.filter, key)
    : undefined
}

/** Each item of the index has its sort key, so the first of several attributes is the age of each. */
function isSortedByAge([name, ...within]: readonly string[], sort: string | undefined): boolean {
  return within.length === 0 && name === sort
}

/** How the rule's index is read; undefined where the rule reads its table. */
export function indexReads(rule: ReadRule, { index }: Pick<TableDescription, 'index'>): IndexReads | undefined {
  if (index === undefined) return undefined
  const cut = queried(rule, index.key)
  return cut === undefined
    ? { index: index.name, by: 'scan' }
    : { index: index.name, by: 'query', partitions: cut.partitions.length }
}

/**
 * Which entries of an index a rule would read: all of them; by Queries, those of the partitions that its filter asks
 * for; or of these only the ones that are about as old as the cutoff.
 */
export function entriesRead(rule: ReadRule, key: TableIndex['key'], cutoffMs: number): 'all' | 'ofPartitions' | 'old' {
  const reading = readingOf(rule, { index: { name: '', key } }, cutoffMs)
  if (reading.kind === 'scan') return 'all'
  return reading.parts.every(({ to }) => to !== undefined) ? 'old' : 'ofPartitions'
}

/** What an execution on an index did not see, as the answer of its last pass says it. */
export interface Unseen {
  /** A sentence that says which items were neither read nor counted; absent where the table is read. */
  readonly unseen?: string
}

/** Whether a Query has a bound depends on the rule and the index alone, not on where the bound is. */
const ANY_CUTOFF_MS = 0

export function unseenBy(rule: ReadRule, { index }: Pick<TableDescription, 'index'>): Unseen {
  if (index === undefined) return {}
  const isBounded = entriesRead(rule, index.key, ANY_CUTOFF_MS) === 'old'
  const most = isBounded ? ', and most that are young or undated,' : ''
  return { unseen: `items that are not in the index ${index.name}${most} were not read` }
}
