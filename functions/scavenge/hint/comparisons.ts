import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../rule/rule.ts'
import { typeOf } from './typeOf.ts'

/** An attribute of the filter, or a value inside one, and the types of the values that it is compared with. */
export interface Comparison {
  /** Attribute names and list indexes, from the top-level attribute on. */
  readonly path: readonly (string | number)[]
  /** Empty where the filter compares it with no value, as `attribute_exists` does. */
  readonly types: ReadonlySet<string>
}

const PATH = String.raw`#\w+(?:\s*\.\s*#\w+|\s*\[\s*\d+\s*\])*`
const VALUE = String.raw`:\w+`
const OPERATOR = '(?:<>|<=|>=|[=<>])'

/** The comparisons of a FilterExpression by whose types an item passes or not: what they compare, and with what. */
const FORMS = [
  new RegExp(`(?<path>${PATH})\\s*${OPERATOR}\\s*(?<values>${VALUE})`, 'g'),
  new RegExp(`(?<values>${VALUE})\\s*${OPERATOR}\\s*(?<path>${PATH})`, 'g'),
  new RegExp(`(?<path>${PATH})\\s+BETWEEN\\s+(?<values>${VALUE}\\s+AND\\s+${VALUE})`, 'gi'),
  new RegExp(`(?<path>${PATH})\\s+IN\\s*\\((?<values>[^)]*)\\)`, 'gi'),
  new RegExp(`begins_with\\s*\\(\\s*(?<path>${PATH})\\s*,\\s*(?<values>${VALUE})`, 'g'),
]

/** Each attribute of a filter, by its path, in the order of the expression. */
export function comparisons({ expression, names, values }: Rule['filter']): readonly Comparison[] {
  const types = new Map<string, Set<string>>()
  for (const [path] of expression.matchAll(new RegExp(PATH, 'g'))) types.set(withoutSpace(path), new Set())
  for (const form of FORMS) {
    for (const { groups } of expression.matchAll(form)) {
      const { path = '', values: compared = '' } = groups ?? {}
      for (const type of typesOf(compared, values)) types.get(withoutSpace(path))?.add(type)
    }
  }
  return [...types].map(([path, itsTypes]) => ({ path: named(path, names), types: itsTypes }))
}

function typesOf(placeholders: string, values: Readonly<Record<string, AttributeValue>>): readonly string[] {
  return [...placeholders.matchAll(/:\w+/g)].flatMap(([placeholder]) => {
    const value = values[placeholder]
    return value === undefined ? [] : [typeOf(value)]
  })
}

function withoutSpace(path: string): string {
  return path.replaceAll(/\s/g, '')
}

/** The path with its placeholders replaced. */
function named(path: string, names: Readonly<Record<string, string>>): Comparison['path'] {
  return [...path.matchAll(/#\w+|\d+(?=\])/g)].map(([part]) =>
    part.startsWith('#') ? (names[part] ?? part) : Number(part),
  )
}
