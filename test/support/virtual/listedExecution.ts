import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import { THINGS_RULE } from '../rules/thingsRule.ts'
import { type Becomes, ListedTable } from './listedTable.ts'
import { type Scene, VirtualExecution } from './virtualExecution.ts'

/** A day before the start: at this age, in seconds, an item is just old enough. */
export const OLD = 1_700_000_000
export const YOUNG = OLD + 1

interface ListedScene extends Omit<Scene<ListedTable>, 'table' | 'rule'> {
  readonly segments: readonly (readonly Item[])[]
  readonly becomes?: (items: readonly Item[], call: number) => Becomes
  readonly read?: (call: number) => Error | 'silence' | undefined
  readonly rule?: Partial<Rule>
  readonly capacity?: TableDescription['capacity']
  readonly bytes?: (item: Item) => number
  readonly lookupUnits?: number
  readonly unmatched?: readonly Item[]
  readonly look?: () => Error | 'silence' | undefined
}

/** An execution over a listed table, with two readers and two deleters unless its input says otherwise. */
export function listedExecution(scene: ListedScene): VirtualExecution<ListedTable> {
  const { segments, becomes, read, rule, input, capacity, bytes, lookupUnits, unmatched, look, ...rest } = scene
  return new VirtualExecution({
    ...rest,
    table: (clock) =>
      new ListedTable(clock, segments, { becomes, read, capacity, bytes, lookupUnits, unmatched, look }),
    rule: { ...THINGS_RULE, ...rule },
    input: { readers: 2, deleters: 2, totalSegments: segments.length, ...input },
  })
}
