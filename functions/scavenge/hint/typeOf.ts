import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** The type of a value by DynamoDB's name for it, such as S or NULL. */
export function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? 'unknown'
}
