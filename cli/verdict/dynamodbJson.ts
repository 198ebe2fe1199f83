import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isMap } from '../../functions/scavenge/rule/fields.ts'
import type { Item } from '../../functions/scavenge/table/item.ts'

/** A value as DynamoDB's JSON, binaries in base64. */
export function valueText(value: AttributeValue): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part,
  )
}

/** Attributes as they are in a request's JSON: binaries in base64. */
export function dynamodbJson(attributes: Item): Readonly<Record<string, unknown>> {
  const json: unknown = JSON.parse(valueText({ M: { ...attributes } }))
  return isMap(json) && isMap(json.M) ? json.M : {}
}
