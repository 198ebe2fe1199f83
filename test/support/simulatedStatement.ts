import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ConditionalDelete } from '../../functions/scavenge/condition.ts'
import { projection } from '../../functions/scavenge/projection.ts'
import type { Item, TableDescription } from '../../functions/scavenge/table.ts'
import type { Content } from './simulatedContents.ts'
import type { SimulatedRule } from './simulatedRule.ts'

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

/** What a delete's statement says: the item's key, and what else must hold. */
export interface ReadDelete {
  readonly key: Item
  readonly holds: (content: Content) => boolean
}

/** Reads a delete as the engine writes it for an item. */
export function readDelete({ conditional }: RuleAtTable, item: Item, isKey: (name: string) => boolean): ReadDelete {
  const { Statement = '', Parameters = [] } = conditional.statement(item)
  const key: Record<string, AttributeValue> = {}
  const conditions: { name: string; value: AttributeValue | undefined }[] = []
  let parameter = 0
  for (const { name, missing } of termsOf(Statement)) {
    const value = missing ? undefined : Parameters[parameter++]
    if (value !== undefined && isKey(name)) key[name] = value
    else conditions.push({ name, value })
  }
  return { key, holds: ({ attributes }) => conditions.every(({ name, value }) => same(attributes[name], value)) }
}

function same(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

interface Term {
  readonly name: string
  readonly missing: boolean
}

const known = new Map<string, readonly Term[]>()

/** The terms of a PartiQL delete, in order. */
function termsOf(text: string): readonly Term[] {
  const read = known.get(text) ?? readTerms(text)
  known.set(text, read)
  return read
}

function readTerms(text: string): readonly Term[] {
  const [, where] = /^DELETE FROM "things" WHERE (.+)$/.exec(text) ?? []
  if (where === undefined) throw new Error(`statement: expected a delete, found ${text}`)
  const terms: Term[] = []
  const term = /"((?:[^"]|"")+)" (= \?|IS MISSING)(?: AND |$)/y
  while (term.lastIndex < where.length) {
    const match = term.exec(where)
    if (match === null) throw new Error(`statement: expected terms, found ${where}`)
    terms.push({ name: (match[1] ?? '').replaceAll('""', '"'), missing: match[2] === 'IS MISSING' })
  }
  return terms
}
