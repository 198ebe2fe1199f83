import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../rule/rule.ts'
import { attributeOf, type Item } from '../table/item.ts'
import { type Comparison, comparisons } from './comparisons.ts'
import { typeOf } from './typeOf.ts'

/** The top-level attributes that the filter names. */
export function filterAttributes(filter: Rule['filter']): readonly string[] {
  return [...new Set(comparisons(filter).map(({ path }) => String(path[0])))]
}

/**
 * For each attribute of a filter that nothing passed one sentence: the types that `items` hold there, how often, and the
 * types that the filter compares with. It shows no value.
 */
export function typesFound(filter: Rule['filter'], items: readonly Item[]): readonly string[] {
  if (items.length === 0) return []
  const all = items.length === 1 ? 'the first item' : `the first ${items.length} items`
  return comparisons(filter).map(({ path, types }) => {
    const compared = types.size > 0 ? `; the filter compares it with ${[...types].join(' or ')}` : ''
    return `nothing matched the filter: ${JSON.stringify(path.join('.'))} is ${found(path, items)} of ${all}${compared}`
  })
}

/** Such as `S in 98, absent in 2`. */
function found(path: Comparison['path'], items: readonly Item[]): string {
  const times = new Map<string, number>()
  for (const item of items) {
    const value = valueAt(item, path)
    const type = value === undefined ? 'absent' : typeOf(value)
    times.set(type, (times.get(type) ?? 0) + 1)
  }
  const byTimes = [...times].sort(([, a], [, b]) => b - a)
  return byTimes.map(([type, itsTimes]) => `${type} in ${itsTimes}`).join(', ')
}

function valueAt(item: Item, [first, ...within]: Comparison['path']): AttributeValue | undefined {
  let value = attributeOf(item, String(first))
  for (const part of within)
    value = typeof part === 'number' ? value?.L?.[part] : value?.M && attributeOf(value.M, part)
  return value
}
