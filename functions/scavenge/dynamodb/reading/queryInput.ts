import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { CutFilter } from '../../reading/cutFilter.ts'
import type { Rule } from '../../rule/rule.ts'
import type { TableDescription } from '../../table/table.ts'
import { type IndexPart, startKeyAttributes, type TableIndex } from '../../table/tableIndex.ts'
import { projection } from './projection.ts'
import type { PageInput } from './readPage.ts'

/** The Query of a part of the index, without its start and its limit. DynamoDB refuses placeholders that are not used. */
export function queryInput(
  { rest }: CutFilter,
  rule: Pick<Rule, 'decisionAttributes'>,
  table: TableDescription & { readonly index: TableIndex },
  { partition, from, to }: IndexPart,
): PageInput {
  const { expression, names } = projection(
    { filter: { names: rest?.names ?? {} }, decisionAttributes: rule.decisionAttributes },
    startKeyAttributes(table),
  )
  const values: Record<string, AttributeValue> = { ...rest?.values }
  const add = (value: AttributeValue) => {
    let next = 0
    while (`:p${next}` in values) next++
    values[`:p${next}`] = value
    return `:p${next}`
  }
  const [partitionName, sortName] = table.index.key.map(({ name }) => placeholderOf(name, names))
  const terms = [`${partitionName} = ${add(partition)}`]
  if (from !== undefined && to !== undefined) terms.push(`${sortName} BETWEEN ${add(from)} AND ${add(to)}`)
  else if (to !== undefined) terms.push(`${sortName} <= ${add(to)}`)
  return {
    TableName: table.name,
    IndexName: table.index.name,
    KeyConditionExpression: terms.join(' AND '),
    ...(rest && { FilterExpression: rest.expression }),
    ProjectionExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}

function placeholderOf(attribute: string, names: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(names).find((placeholder) => names[placeholder] === attribute)
}
