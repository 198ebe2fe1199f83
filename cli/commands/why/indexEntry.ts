import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { attributeOf, type Item } from '../../../functions/scavenge/table/item.ts'
import { RunFailure } from '../../shell/failure.ts'

/** Whether the rule's index has an entry for an item. */
export interface IndexEntry {
  readonly index: string
  /** Attributes of the index's key that the item lacks, or has of another type; without any the index holds the item. */
  readonly missing: readonly string[]
}

/**
 * Whether the rule's index holds the item, from DescribeTable and the item as the table has it. Undefined where the rule
 * reads its table. Throws RunFailure `InvalidRule` where the table has no such index, and what the client throws.
 */
export async function indexEntry(
  client: DynamoDBClient,
  { table, index }: Pick<Rule, 'table' | 'index'>,
  item: Item,
): Promise<IndexEntry | undefined> {
  if (index === undefined) return undefined
  const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: table }))
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [], AttributeDefinitions = [] } = Table
  const described = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].find(({ IndexName }) => IndexName === index)
  if (described === undefined)
    throw new RunFailure('InvalidRule', `index ${index}: expected an index of the table ${table}, found none`)
  const names = (described.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
  return { index, missing: names.filter((name) => !isKeyValue(name)) }

  function isKeyValue(name: string): boolean {
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType
    const value = attributeOf(item, name)
    return type !== undefined && value !== undefined && Object.hasOwn(value, type)
  }
}
