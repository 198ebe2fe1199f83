import { workersRule } from './workersRule.ts'

/** A rule that somebody broke, and what was done to it. */
export interface BrokenRule {
  readonly what: string
  readonly rule: object
}

type Parts = Pick<ReturnType<typeof workersRule>, 'filter' | 'age'>

interface Mutation {
  /** Two mutations of the same place can't be made together. */
  readonly place: string
  readonly what: string
  readonly apply: (parts: Parts) => Parts
}

const OPERATORS = ['<>', '<', '<=', '>', '>=']
const EXPRESSIONS = [
  'NOT (#completed = :number OR #completed = :string)',
  'NOT #completed = :number OR #completed = :string',
  '#completed = :number AND #completed = :string',
  'attribute_exists(#completed) OR #completed = :number OR #completed = :string',
  'attribute_not_exists(#completed) OR #completed = :number OR #completed = :string',
  'size(#completed) = :number OR #completed = :string',
  '#completed IN (:number, :string)',
  '#completed BETWEEN :number AND :number OR #completed = :string',
  'begins_with(#completed, :string) OR #completed = :number',
  'contains(#completed, :string) OR #completed = :number',
]
const NUMBERS = [0, 2, -1, 10, 11, 0.1]
const TEXTS = ['0', '', '2', '11', '1 ', 'I']
const ATTRIBUTES = ['completed', 'Complete', 'Completed ', 'Status', 'WorkerId', 'StartTime', 'Task']
const AGE_ATTRIBUTES = ['StartTime', 'startExecutionTime', 'StartExecutionTime ', 'EndExecutionTime', 'CreatedAt']
const AGES = ['1m', '1h', '1d', '2h', '4h', '8h', '24h', '47h', '48m', '2879m', '2m']

const MUTATIONS: readonly Mutation[] = [
  ...OPERATORS.flatMap((operator) => [
    expression(`#completed ${operator} :number OR #completed = :string`),
    expression(`#completed = :number OR #completed ${operator} :string`),
    expression(`#completed ${operator} :number OR #completed ${operator} :string`),
  ]),
  ...EXPRESSIONS.map(expression),
  ...NUMBERS.map((number) => value(':number', number)),
  ...TEXTS.map((text) => value(':string', text)),
  ...ATTRIBUTES.map(
    (name): Mutation => ({
      place: 'attribute',
      what: `#completed is ${JSON.stringify(name)}`,
      apply: ({ filter, age }) => ({ filter: { ...filter, names: { '#completed': name } }, age }),
    }),
  ),
  ...AGE_ATTRIBUTES.map((attribute) => ageMutation('age attribute', { attribute })),
  ...['epochSeconds', 'epochMilliseconds'].map((format) => ageMutation('format', { format })),
  ...AGES.map((olderThan) => ageMutation('olderThan', { olderThan })),
]

/** So many different rules, each the seed's rule with one or two of its parts turned, changed or lost. */
export function brokenRules(table: string, count: number): readonly BrokenRule[] {
  const original = workersRule(table)
  const single = MUTATIONS.map((mutation) => [mutation])
  const pairs = MUTATIONS.flatMap((one, at) =>
    MUTATIONS.slice(at + 1).flatMap((other) => (one.place === other.place ? [] : [[one, other]])),
  )
  // Pairs from all over the list: those of its beginning alone would be alike.
  const stride = Math.floor(pairs.length / (count - single.length))
  const spread = pairs.filter((_, at) => at % stride === 0)
  return [...single, ...spread].slice(0, count).map((mutations) => ({
    what: mutations.map(({ what }) => what).join(' and '),
    rule: { ...original, ...mutations.reduce<Parts>((parts, { apply }) => apply(parts), original) },
  }))
}

function expression(text: string): Mutation {
  return {
    place: 'expression',
    what: text,
    apply: ({ filter, age }) => ({ filter: { ...filter, expression: text }, age }),
  }
}

function value(placeholder: ':number' | ':string', scalar: number | string): Mutation {
  return {
    place: placeholder,
    what: `${placeholder} is ${JSON.stringify(scalar)}`,
    apply: ({ filter, age }) => ({ filter: { ...filter, values: { ...filter.values, [placeholder]: scalar } }, age }),
  }
}

function ageMutation(place: string, change: Partial<Parts['age']>): Mutation {
  return {
    place,
    what: `age: ${JSON.stringify(change)}`,
    apply: ({ filter, age }) => ({ filter, age: { ...age, ...change } }),
  }
}
