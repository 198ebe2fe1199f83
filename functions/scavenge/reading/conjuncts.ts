/** A word or sign of a FilterExpression, and where it stands in the text. */
interface Token {
  readonly text: string
  readonly at: number
}

/** One of the conditions that a filter joins by AND. */
export interface Conjunct {
  /** As the filter writes it, with the parentheses around it. */
  readonly text: string
  /**
   * Where the condition only compares one attribute with values, by `=` or IN, also in several terms joined by OR: that
   * attribute and those `:values`. Undefined for any other condition.
   */
  readonly equals: { readonly name: string; readonly values: readonly string[] } | undefined
}

const TOKEN = /#\w+|:\w+|\w[\w-]*|<>|<=|>=|[^\s\w]/g

/**
 * The conditions that a filter joins by AND at its top, also those of an AND in parentheses. One where it is joined by
 * OR, or of one condition. Undefined where parentheses or operators don't fit together. `expression` is one that
 * `readExpression` takes; the rest of the grammar is left to DynamoDB.
 */
export function conjunctsOf(expression: string): readonly Conjunct[] | undefined {
  const tokens = tokensOf(expression)
  if (!isBalanced(tokens)) return undefined
  const parts = conjuncts(tokens)
  if (parts.some((part) => part.length === 0)) return undefined
  return parts.map((part) => ({ text: textOf(part, expression), equals: equalsOf(part) }))
}

/** What joins an expression's members on its highest level, and the members in their order: one where nothing joins. */
export interface Members {
  readonly operator: 'AND' | 'OR'
  readonly parts: readonly string[]
}

/**
 * The members that OR joins on the highest level of a FilterExpression, else those that AND joins there. Parentheses
 * around the whole stay, so such an expression is its only member. `expression` is one that DynamoDB takes.
 */
export function membersOf(expression: string): Members {
  const tokens = tokensOf(expression)
  const byOr = split(tokens, 'OR')
  const operator = byOr.length > 1 ? 'OR' : 'AND'
  const parts = operator === 'OR' ? byOr : split(tokens, 'AND')
  return { operator, parts: parts.map((part) => textOf(part, expression)) }
}

function tokensOf(expression: string): readonly Token[] {
  return [...expression.matchAll(TOKEN)].map(({ 0: text, index }) => ({ text, at: index }))
}

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0
  for (const { text } of tokens) {
    depth += depthChange(text)
    if (depth < 0) return false
  }
  return depth === 0
}

function depthChange(text: string): number {
  return text === '(' ? 1 : text === ')' ? -1 : 0
}

function conjuncts(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const inner = withoutParentheses(tokens)
  const parts = split(inner, 'OR').length > 1 ? [inner] : split(inner, 'AND')
  return parts.length > 1 ? parts.flatMap(conjuncts) : [tokens]
}

/** The tokens without parentheses that enclose all of them. */
function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  if (tokens[0]?.text !== '(') return tokens
  let depth = 0
  for (const [at, { text }] of tokens.entries()) {
    depth += depthChange(text)
    if (depth === 0 && at < tokens.length - 1) return tokens
  }
  return withoutParentheses(tokens.slice(1, -1))
}

/** The tokens, parted at each keyword `word` that stands in no parentheses. The AND of a BETWEEN does not count. */
function split(tokens: readonly Token[], word: 'AND' | 'OR'): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]]
  let depth = 0
  let inBetween = false
  for (const token of tokens) {
    depth += depthChange(token.text)
    const keyword = depth === 0 ? token.text.toUpperCase() : ''
    const isSplit = keyword === word && !(keyword === 'AND' && inBetween)
    if (keyword === 'BETWEEN') inBetween = true
    if (keyword === 'AND') inBetween = false
    if (isSplit) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}

function equalsOf(tokens: readonly Token[]): Conjunct['equals'] {
  const inner = withoutParentheses(tokens)
  const alternatives = split(inner, 'OR')
  if (alternatives.length === 1) return comparisonOf(inner.map(({ text }) => text))
  const all = alternatives.map(equalsOf)
  const [first] = all
  const values = all.flatMap((each) => (each?.name === first?.name ? (each?.values ?? []) : []))
  return first && all.every((each) => each?.name === first.name) ? { name: first.name, values } : undefined
}

/** `#a = :b`, `:b = #a` or `#a IN (:b, :c)`. */
function comparisonOf([left = '', operator = '', ...right]: readonly string[]): Conjunct['equals'] {
  if (operator === '=' && right.length === 1) {
    const [name = '', value = ''] = left.startsWith(':') ? [right[0], left] : [left, right[0]]
    return name.startsWith('#') && value.startsWith(':') ? { name, values: [value] } : undefined
  }
  if (operator.toUpperCase() !== 'IN' || !left.startsWith('#')) return undefined
  const list = right.join('')
  return /^\(:\w+(?:,:\w+)*\)$/.test(list) ? { name: left, values: list.slice(1, -1).split(',') } : undefined
}

function textOf(tokens: readonly Token[], expression: string): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first && last ? expression.slice(first.at, last.at + last.text.length) : ''
}
