import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import { projection } from '../../../functions/scavenge/dynamodb/reading/projection.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import type { Content } from './contents.ts'
import type { SimulatedRule } from './rule.ts'

/** A rule as the table sees it: what a Scan lets through and shows, and what a delete's statement says. */
export interface RuleAtTable {
  readonly rule: SimulatedRule
  readonly shows: readonly string[]
  readonly conditional: ConditionalDelete
}

export function ruleAtTable(rule: SimulatedRule, description: TableDescription): RuleAtTable {
  const { parsed } = rule
  const { expression, names } = projection(parsed, description.key)
  const shows = expression.split(', ').map((placeholder) => names[placeholder] ?? '')
  return { rule, shows, conditional: new ConditionalDelete(description, parsed.decisionAttributes) }
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
