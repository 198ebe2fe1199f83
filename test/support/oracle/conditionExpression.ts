import type { AttributeValue, DeleteItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { ReadDelete } from './partiQLDelete.ts'

/** Reads a DeleteItem as DynamoDB does: the terms that the engine writes, joined by AND. Throws at any other. */
export function readDeleteItem(input: DeleteItemCommandInput): ReadDelete {
  const names = input.ExpressionAttributeNames ?? {}
  const values = input.ExpressionAttributeValues ?? {}
  const attributes = Object.values(names)
  if (new Set(attributes).size < attributes.length)
    throw new Error(`condition: expected each attribute once, found ${attributes.join(', ')}`)
  const terms = (input.ConditionExpression ?? '').split(' AND ').map((text) => {
    const [, absent, there, left, right] =
      /^(?:attribute_not_exists\((#\w+)\)|attribute_exists\((#\w+)\)|(#\w+) = (:\w+))$/.exec(text) ?? []
    const name = names[absent ?? there ?? left ?? '']
    const value = right === undefined ? undefined : values[right]
    if (name === undefined || (right !== undefined && value === undefined))
      throw new Error(`condition: expected a term with what it names, found ${text}`)
    return (held: AttributeValue | undefined) => {
      if (absent !== undefined) return held === undefined
      if (there !== undefined) return held !== undefined
      return JSON.stringify(held) === JSON.stringify(value)
    }
  })
  const named = (input.ConditionExpression ?? '').match(/#\w+/g) ?? []
  return {
    key: input.Key ?? {},
    holds: (attributes) =>
      terms.every((term, index) => {
        const name = names[named[index] ?? ''] ?? ''
        return term(Object.hasOwn(attributes, name) ? attributes[name] : undefined)
      }),
  }
}
