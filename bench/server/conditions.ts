import { type Attributes, isSame, type Value } from './attributes.ts'
import { ValidationError } from './errors.ts'

/** What must hold of one attribute. */
export type Term = { readonly name: string } & (
  | { readonly op: '='; readonly value: Value }
  | { readonly op: 'absent' | 'present' }
)

export function holds(term: Term, attributes: Attributes): boolean {
  const value = attributes[term.name]
  switch (term.op) {
    case '=':
      return isSame(value, term.value)
    case 'absent':
      return value === undefined
    case 'present':
      return value !== undefined
    default:
      return term satisfies never
  }
}

interface Shape {
  readonly name: string
  readonly op: '=' | 'absent'
}

const shapes = new Map<string, readonly Shape[]>()

/** The terms of `DELETE FROM "table" WHERE "a" = ? AND "b" IS MISSING`, its parameters put in by position. */
export function statementTerms(statement: string, parameters: readonly Value[]): readonly Term[] {
  let shape = shapes.get(statement)
  if (shape === undefined) {
    shape = statementShape(statement)
    shapes.set(statement, shape)
  }
  let next = 0
  return shape.map(({ name, op }) => (op === '=' ? { name, op, value: parameters[next++] ?? {} } : { name, op }))
}

function statementShape(statement: string): readonly Shape[] {
  const where = /^DELETE FROM "(?:[^"]|"")+" WHERE (.+)$/.exec(statement)?.[1]
  if (where === undefined) throw new ValidationError('expected a DELETE with a WHERE')
  return where.split(' AND ').map((term) => {
    const match = /^"((?:[^"]|"")+)" (= \?|IS MISSING)$/.exec(term)
    if (match?.[1] === undefined) throw new ValidationError(`expected "name" = ? or "name" IS MISSING, found ${term}`)
    return { name: match[1].replaceAll('""', '"'), op: match[2] === '= ?' ? '=' : 'absent' }
  })
}

export interface Condition {
  readonly ConditionExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Attributes
}

/** The terms of a ConditionExpression of comparisons by equality and of attribute_exists and its opposite. */
export function expressionTerms(condition: Condition): readonly Term[] {
  const names = condition.ExpressionAttributeNames ?? {}
  const nameOf = (placeholder = '') => names[placeholder] ?? placeholder
  return (condition.ConditionExpression?.split(' AND ') ?? []).map((term) => {
    const exists = /^attribute_(not_)?exists\((\S+)\)$/.exec(term)
    if (exists) return { name: nameOf(exists[2]), op: exists[1] === undefined ? 'present' : 'absent' }
    const equals = /^(\S+) = (:\S+)$/.exec(term)
    if (!equals) throw new ValidationError(`condition: expected #a = :b or attribute_exists(#a), found ${term}`)
    return { name: nameOf(equals[1]), op: '=', value: condition.ExpressionAttributeValues?.[equals[2] ?? ''] ?? {} }
  })
}
