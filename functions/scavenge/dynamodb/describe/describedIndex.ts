import type { TableDescription as Described } from '@aws-sdk/client-dynamodb'
import { InvalidRule } from '../../errors.ts'
import type { Rule } from '../../rule/rule.ts'
import type { TableIndex } from '../../table/tableIndex.ts'
import { isHeld, type TableShape } from '../../table/tableShape.ts'

/**
 * The rule's index `name` as DescribeTable tells it; `read` of the table's shape is that index. Throws InvalidRule
 * where the table has none of that name, where it is being built or removed, where a part of its key has more than one
 * attribute, or where it does not hold every attribute that the rule decides by.
 */
export function describedIndex(
  { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Described,
  { key: tableKey, read }: TableShape,
  { decisionAttributes }: Pick<Rule, 'decisionAttributes'>,
  name: string,
): TableIndex {
  const refuse = (expected: string, found: string) =>
    new InvalidRule(`index ${name}: expected ${expected}, found ${found}`)
  const all: readonly (typeof GlobalSecondaryIndexes)[number][] = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]
  const index = all.find(({ IndexName }) => IndexName === name)
  if (index === undefined) {
    throw refuse('an index of the table', `only ${all.map(({ IndexName }) => IndexName).join(', ') || 'none'}`)
  }
  const { IndexStatus: status, Backfilling, KeySchema = [] } = index
  if (status === 'DELETING') throw refuse('one that is active', 'one that is being removed')
  if (status === 'CREATING' || Backfilling) throw refuse('one that is active', 'one that is being built')
  if (new Set(KeySchema.map(({ KeyType }) => KeyType)).size < KeySchema.length)
    throw refuse('one attribute for each part of its key', 'several for one part')
  if (read === undefined) throw refuse('a key and a projection of a known kind', 'another')
  const missing = decisionAttributes.filter((attribute) => !isHeld(attribute, read, tableKey))
  if (missing.length > 0)
    throw refuse('one that holds all that the rule decides by', `one without ${missing.join(', ')}`)
  return { name, key: read.key }
}
