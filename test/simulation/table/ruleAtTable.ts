import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { projection } from '../../../functions/scavenge/dynamodb/reading/projection.ts'
import { readingOf } from '../../../functions/scavenge/reading/reading.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import { type IndexPart, startKeyAttributes } from '../../../functions/scavenge/table/tableIndex.ts'
import type { Content } from './contents.ts'
import { indexKeyOf, indexPlaceOf, isAsked } from './indexRows.ts'
import type { Place } from './place.ts'
import type { SimulatedRule } from './rule.ts'

/** A rule as the table sees it: what a Scan lets through and shows, and what a delete's statement says. */
export interface RuleAtTable {
  readonly rule: SimulatedRule
  readonly shows: readonly string[]
  readonly conditional: ConditionalDelete
  /** Whether an execution with this cutoff reads an item: always of a table, and in an index where a read asks for it. */
  readonly reads: (content: Content, place: Place, cutoffMs: number) => boolean
}

export function ruleAtTable(rule: SimulatedRule, description: TableDescription): RuleAtTable {
  const { parsed } = rule
  const { expression, names } = projection(parsed, startKeyAttributes(description))
  const shows = expression.split(', ').map((placeholder) => names[placeholder] ?? '')
  return {
    rule,
    shows,
    conditional: new ConditionalDelete(description, parsed.decisionAttributes),
    reads(content, place, cutoffMs) {
      const { index } = description
      const key = index && indexKeyOf(content, index)
      if (index === undefined || key === undefined) return index === undefined
      const reading = readingOf(parsed, description, cutoffMs)
      const at = indexPlaceOf(key, index, place)
      const asks = (part: IndexPart) => isAsked(at, { segment: 0, totalSegments: 1, part })
      return reading.kind === 'scan' || reading.parts.some(asks)
    },
  }
}

/** An item as a Scan shows it: its key and the decision attributes. */
export function shownItem({ attributes }: Content, names: readonly string[]): Item {
  const item: Record<string, AttributeValue> = {}
  for (const name of names) {
    const value = attributes[name]
    if (value !== undefined) item[name] = value
  }
  return item
}
