import type { Rule } from '../../rule/rule.ts'
import type { KeyAttribute } from '../../table/item.ts'

/**
 * What a Scan or Query returns of an item: its key and the decision attributes, each whole. Attributes that the rule's
 * filter names keep their placeholders; the others get placeholders that the rule does not use.
 */
export function projection(
  rule: Pick<Rule, 'decisionAttributes'> & { readonly filter: Pick<Rule['filter'], 'names'> },
  key: readonly KeyAttribute[],
): { expression: string; names: Record<string, string> } {
  const names: Record<string, string> = { ...rule.filter.names }
  const placeholders = new Map(Object.entries(names).map(([placeholder, attribute]) => [attribute, placeholder]))
  const attributes = new Set([...key.map(({ name }) => name), ...rule.decisionAttributes])
  let next = 0
  const terms = [...attributes].map((attribute) => {
    const placeholder = placeholders.get(attribute)
    if (placeholder !== undefined) return placeholder
    while (`#p${next}` in names) next++
    names[`#p${next}`] = attribute
    return `#p${next}`
  })
  return { expression: terms.join(', '), names }
}
