import type { AttributeValue, BatchStatementRequest, DeleteItemCommandInput } from '@aws-sdk/client-dynamodb'
import { attributeOf, type Item, keyOf, keyValue } from '../table/item.ts'
import type { TableDescription } from '../table/table.ts'

/**
 * The conditional delete of an item. It holds where every decision attribute still has the value that the scan read,
 * or is still absent. Key attributes are not in the condition, because the key fixes them.
 */
export class ConditionalDelete {
  readonly #table: TableDescription
  readonly #decision: readonly string[]
  /** The statement's text by the decision attributes that are present, one bit for each. */
  readonly #texts = new Map<string, string>()

  constructor(table: TableDescription, decisionAttributes: readonly string[]) {
    this.#table = table
    const key = new Set(table.key.map(({ name }) => name))
    this.#decision = decisionAttributes.filter((name) => !key.has(name))
  }

  /** The delete as a PartiQL statement of BatchExecuteStatement. */
  statement(item: Item): BatchStatementRequest {
    const parameters: AttributeValue[] = this.#table.key.map(({ name }) => keyValue(item, name))
    let present = ''
    for (const name of this.#decision) {
      const value = attributeOf(item, name)
      present += value === undefined ? '0' : '1'
      if (value !== undefined) parameters.push(value)
    }
    let text = this.#texts.get(present)
    if (text === undefined) {
      text = this.#text(present)
      this.#texts.set(present, text)
    }
    return { Statement: text, Parameters: parameters, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
  }

  /** The delete as a DeleteItem. */
  deleteItem(item: Item): DeleteItemCommandInput {
    const names: Record<string, string> = {}
    const values: Record<string, AttributeValue> = {}
    const terms = this.#decision.map((name, index) => {
      names[`#d${index}`] = name
      const value = attributeOf(item, name)
      if (value === undefined) return `attribute_not_exists(#d${index})`
      values[`:d${index}`] = value
      return `#d${index} = :d${index}`
    })
    return {
      TableName: this.#table.name,
      Key: this.key(item),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
      ConditionExpression: [...this.#exists(names), ...terms].join(' AND '),
      ExpressionAttributeNames: names,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }
  }

  /** The key of an item. Throws where an attribute of it is absent. */
  key(item: Item): Record<string, AttributeValue> {
    return keyOf(item, this.#table.key)
  }

  /** Terms that fail for an item that is gone, even if every decision attribute was absent. */
  #exists(names: Record<string, string>): readonly string[] {
    return this.#table.key.map(({ name }, index) => {
      names[`#k${index}`] = name
      return `attribute_exists(#k${index})`
    })
  }

  #text(present: string): string {
    const key = this.#table.key.map(({ name }) => `${quote(name)} = ?`)
    const terms = this.#decision.map((name, index) => `${quote(name)} ${present[index] === '1' ? '= ?' : 'IS MISSING'}`)
    return `DELETE FROM ${quote(this.#table.name)} WHERE ${[...key, ...terms].join(' AND ')}`
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
