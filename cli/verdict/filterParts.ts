/** Placeholders are read as a whole, so that `#AND` is no operator. */
const WORD = /[#:][A-Za-z0-9_]+|[()]|[A-Za-z_][A-Za-z0-9_-]*/g

/** An expression's members on its highest level, and what joins them. */
export interface FilterParts {
  readonly operator: 'AND' | 'OR'
  /** In their order; one alone where nothing joins. */
  readonly parts: readonly string[]
}

/**
 * The members that OR joins on the highest level of a FilterExpression, else those that AND joins there. An AND of a
 * BETWEEN joins nothing.
 */
export function filterParts(expression: string): FilterParts {
  const ends = { AND: [] as number[][], OR: [] as number[][] }
  let depth = 0
  let betweens = 0
  for (const { 0: word, index } of expression.matchAll(WORD)) {
    if (word === '(') depth++
    if (word === ')') depth--
    if (depth > 0) continue
    const operator = word.toUpperCase()
    if (operator === 'BETWEEN') betweens++
    else if (operator === 'AND' && betweens > 0) betweens--
    else if (operator === 'AND' || operator === 'OR') ends[operator].push([index, index + word.length])
  }
  const operator = ends.OR.length > 0 ? 'OR' : 'AND'
  const parts: string[] = []
  let from = 0
  for (const [at = 0, next = 0] of ends[operator]) {
    parts.push(expression.slice(from, at).trim())
    from = next
  }
  return { operator, parts: [...parts, expression.slice(from).trim()] }
}

/** The placeholders of these that an expression uses. */
export function usedBy<Value>(
  expression: string,
  placeholders: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const used = new Set(expression.match(/[#:][A-Za-z0-9_]+/g))
  return Object.fromEntries(Object.entries(placeholders).filter(([name]) => used.has(name)))
}
