import { workersRule } from './workersRule.ts'

const VALUES = 98
/** Characters of a value: as many as make the rule nearly as long as a rule may be. */
const VALUE_LENGTH = 160

/**
 * The seed's rule with a filter that is too long for the environment of a function. Of its many values the seed's items hold
 * the seed's own alone, so it deletes the same items.
 */
export function longRule() {
  const { filter, ...rest } = workersRule('workers')
  const values = Object.fromEntries(
    Array.from({ length: VALUES }, (_, index) => [`:v${index}`, `${index}`.repeat(VALUE_LENGTH)]),
  )
  const expression = `${filter.expression} OR #completed IN (${Object.keys(values).join(', ')})`
  return { ...rest, filter: { ...filter, expression, values: { ...filter.values, ...values } } }
}
