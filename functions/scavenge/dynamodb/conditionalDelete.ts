import type { AttributeValue, BatchStatementRequest, DeleteItemCommandInput } from '@aws-sdk/client-dynamodb'
import { attributeOf, type Item } from '../table/item.ts'
import type { TableDescription } from '../table/table.ts'

/**
 * The conditional delete of an item: its key, and every decision attribute as the scan read it. An attribute that was
 * absent must still be absent. Key attributes are left out of the condition: the key fixes them.
 */
export class ConditionalDelete {
  readonly #table: TableDescription
  readonly #decision: readonly string[]
  /** One text for each combination of decision attributes that are there, by a bit each. */
  readonly #texts = new Map<string, string>()

  constructor(table: TableDescription, decisionAttributes: readonly string[]) {
    this.#table = table
    const key = new Set(table.key.map(({ name }) => name))
    this.#decision = decisionAttributes.filter((name) => !key.has(name))
  }

  /** As a PartiQL statement of BatchExecuteStatement. */
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

  /** As a DeleteItem. */
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

  key(item: Item): Record<string, AttributeValue> {
    return Object.fromEntries(this.#table.key.map(({ name }) => [name, keyValue(item, name)]))
  }

  /** So that an item that is gone fails the condition and is told apart, even where every decision attribute was absent. */
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

function keyValue(item: Item, name: string): AttributeValue {
  const value = attributeOf(item, name)
  if (value === undefined) throw new Error(`key attribute ${name}: expected in every item, found none`)
  return value
}
