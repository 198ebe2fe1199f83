const COMPARATOR = /^(?:=|<>|<|<=|>|>=)$/
const WORD = /^[A-Za-z_]/

/**
 * The operators and functions of a FilterExpression, given its words: comparisons, AND, OR, NOT, BETWEEN, IN and each
 * function's name. The AND of a BETWEEN is a part of it.
 */
export function operatorsIn(tokens: readonly string[]): number {
  const operators = tokens.filter((token) => COMPARATOR.test(token) || WORD.test(token))
  return operators.length - operators.filter((token) => token.toUpperCase() === 'BETWEEN').length
}

/** The most operands that an IN of the expression has in its parentheses; 0 without one. */
export function mostOperands(tokens: readonly string[]): number {
  const lists = tokens.flatMap((token, at) => (token.toUpperCase() === 'IN' ? [operandsAt(tokens, at + 1)] : []))
  return Math.max(0, ...lists)
}

function operandsAt(tokens: readonly string[], from: number): number {
  let operands = 1
  let depth = 0
  for (const token of tokens.slice(from)) {
    if (token === '(') depth++
    if (token === ')') depth--
    if (depth === 0) break
    if (token === ',' && depth === 1) operands++
  }
  return operands
}
