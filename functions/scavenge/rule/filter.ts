import { mostOperands, operatorsIn } from './filterLimits.ts'
import { MAX_EXPRESSION_BYTES, MAX_IN_OPERANDS, MAX_OPERATORS } from './limits.ts'

/** The placeholders that a filter uses. */
export interface FilterUse {
  readonly names: ReadonlySet<string>
  readonly values: ReadonlySet<string>
  /** The names at the start of a path: of `#a.#b[0]` only `#a`. */
  readonly topLevel: ReadonlySet<string>
}

/** Why a filter is refused: the field below `filter`, what was expected there and what was found. */
export interface FilterRefusal {
  readonly field: string
  readonly expected: string
  readonly found: string
}

const TOKEN = /#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|\[\s*\d+\s*\]|<>|<=|>=|[=<>(),.]|[A-Za-z_][A-Za-z0-9_-]*/y
const SPACE = /\s*/y
const KEYWORD = /^(?:AND|OR|NOT|BETWEEN|IN)$/i
const WORD = /^[A-Za-z_]/
const FUNCTIONS: readonly string[] = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]
const PLACEHOLDER = /^[#:][A-Za-z0-9_]+$/

/**
 * Reads the words of a FilterExpression of DynamoDB's: it answers the placeholders, and refuses an attribute that is
 * named in any other way. The grammar is left to DynamoDB, which refuses a wrong expression at the first Scan.
 */
export function readExpression(expression: string): FilterUse | FilterRefusal {
  const refuse = (expected: string, found: string): FilterRefusal => ({ field: 'expression', expected, found })
  const bytes = Buffer.byteLength(expression)
  if (bytes > MAX_EXPRESSION_BYTES) return refuse(`at most ${MAX_EXPRESSION_BYTES} bytes`, `${bytes} bytes`)
  const tokens = tokenise(expression)
  if (typeof tokens === 'number') return refuse(...strayCharacter(expression, tokens))
  if (tokens.length === 0) return refuse("a FilterExpression of DynamoDB's", 'an empty text')

  const names = new Set<string>()
  const values = new Set<string>()
  const topLevel = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]
    if (token.startsWith('#')) {
      names.add(token)
      if (before !== '.') topLevel.add(token)
    } else if (token.startsWith(':')) values.add(token)
    else if (token === '.' || token.startsWith('[')) {
      if (!before?.startsWith('#') && !before?.startsWith('['))
        return refuse(`a #name before "${token}"`, before === undefined ? 'nothing' : `"${before}"`)
    } else if (WORD.test(token) && !isOperator(token, before, tokens[at + 1]))
      return refuse(`every attribute by a #name, and the functions ${FUNCTIONS.join(', ')}`, `the bare name "${token}"`)
  }
  const [operators, operands] = [operatorsIn(tokens), mostOperands(tokens)]
  if (operators > MAX_OPERATORS) return refuse(`at most ${MAX_OPERATORS} operators and functions`, `${operators}`)
  if (operands > MAX_IN_OPERANDS) return refuse(`at most ${MAX_IN_OPERANDS} operands of an IN`, `one of ${operands}`)
  return { names, values, topLevel }
}

/** The words of a FilterExpression that `readExpression` accepts, as one text with a single space between them. */
export function wordsOf(expression: string): string {
  const tokens = tokenise(expression)
  if (typeof tokens === 'number') throw new Error(`filter: expected one that was read, found a stray at ${tokens}`)
  return tokens.map((token) => token.replaceAll(/\s/g, '')).join(' ')
}

/** Whether a word is a keyword or a function's name. After a dot it is always an attribute's name. */
function isOperator(word: string, before: string | undefined, after: string | undefined): boolean {
  if (before === '.') return false
  return KEYWORD.test(word) || (FUNCTIONS.includes(word) && after === '(')
}

/** The expression's tokens, or the position of the first character that belongs to none. */
function tokenise(expression: string): readonly string[] | number {
  const tokens: string[] = []
  let at = 0
  for (;;) {
    SPACE.lastIndex = at
    SPACE.exec(expression)
    at = SPACE.lastIndex
    if (at === expression.length) return tokens
    TOKEN.lastIndex = at
    const token = TOKEN.exec(expression)?.[0]
    if (token === undefined) return at
    tokens.push(token)
    at += token.length
  }
}

function strayCharacter(expression: string, at: number): [expected: string, found: string] {
  const character = String.fromCodePoint(expression.codePointAt(at) ?? 0)
  return [
    'only #names, :values, operators and functions (a literal goes into filter.values)',
    `${JSON.stringify(character)} at character ${at + 1}`,
  ]
}

/** The refusal of the first placeholder that is misspelt, undefined or unused; undefined where there is none. */
export function checkPlaceholders(
  use: FilterUse,
  names: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): FilterRefusal | undefined {
  const maps = [
    { field: 'names', used: use.names, defined: Object.keys(names), sign: '#', sample: '#name' },
    { field: 'values', used: use.values, defined: Object.keys(values), sign: ':', sample: ':value' },
  ]
  for (const { field, used, defined, sign, sample } of maps) {
    for (const key of defined) {
      if (!key.startsWith(sign) || !PLACEHOLDER.test(key))
        return { field: `${field}.${key}`, expected: `a placeholder such as ${sample}`, found: `"${key}"` }
      if (!used.has(key))
        return { field: `${field}.${key}`, expected: 'a placeholder that the expression uses', found: 'an unused one' }
    }
    for (const key of used)
      if (!defined.includes(key))
        return {
          field: `${field}.${key}`,
          expected: `a definition of ${key}, which the expression uses`,
          found: 'nothing',
        }
  }
  return undefined
}

/** The top-level attributes that the filter and the age name, each once, sorted. A dot inside a name is part of it. */
export function decisionAttributes(
  use: FilterUse,
  names: Readonly<Record<string, string>>,
  ofAge: readonly string[],
): readonly string[] {
  const attributes = new Set(ofAge)
  for (const placeholder of use.topLevel) {
    const attribute = names[placeholder]
    if (attribute !== undefined) attributes.add(attribute)
  }
  return [...attributes].sort()
}

/** The expression in one pair of parentheses: DynamoDB refuses a second pair around the first as redundant. */
export function parenthesised(expression: string): string {
  return isParenthesised(expression.trim()) ? expression : `(${expression})`
}

/** Whether the first parenthesis closes at the very end. No placeholder or keyword holds a parenthesis. */
function isParenthesised(expression: string): boolean {
  let depth = 0
  for (const [at, character] of [...expression].entries()) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (depth === 0) return at > 0 && at === expression.length - 1
  }
  return false
}
