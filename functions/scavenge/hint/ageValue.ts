import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { valueOfAge } from '../age/readAge.ts'
import type { Rule } from '../rule/rule.ts'
import type { Item } from '../table/item.ts'

/** The value that an item's age is read from; undefined where it is absent or blocked, or the rule looks at no age. */
export function ageValue(item: Item, age: Rule['age']): AttributeValue | undefined {
  const value = age.kind === 'none' ? undefined : valueOfAge(item, age.paths)
  return value === 'blocked' ? undefined : value
}

/** The top-level attributes that the age is read from as a whole. */
export function wholeAgeAttributes(age: Rule['age']): readonly string[] {
  return age.kind === 'none' ? [] : age.paths.flatMap(([name, ...within]) => (within.length === 0 ? [name] : []))
}
