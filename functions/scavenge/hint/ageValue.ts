import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../rule/rule.ts'
import { attributeOf, type Item } from '../table/item.ts'

/** The value that an item's age is read from; undefined where it is absent. */
export function ageValue(item: Item, age: Rule['age']): AttributeValue | undefined {
  return attributeOf(item, age.attribute)
}

/** The top-level attributes that the age is read from as a whole. */
export function wholeAgeAttributes(age: Rule['age']): readonly string[] {
  return [age.attribute]
}
