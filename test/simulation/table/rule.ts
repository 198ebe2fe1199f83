import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseRule, type Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Random } from '../world/random.ts'

/** A filter in DynamoDB's words, and the same as a function: the engine never evaluates one. */
interface Filter {
  readonly expression: string
  readonly names: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, string | number | boolean | null>>
  readonly matches: (item: Readonly<Record<string, AttributeValue>>) => boolean
}

export interface SimulatedRule {
  readonly parsed: Rule
  readonly olderThanMs: number
  readonly matches: Filter['matches']
}

/** Of the simulated table, also after it was made again. */
export const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things'

export type AgeFormat = 'rfc3339' | 'epochSeconds' | 'epochMilliseconds'

export const ODD = 'odd "name". ☂ select'
const AGE_NAMES = ['StartExecutionTime', 'the "time"']

const FILTERS: readonly Filter[] = [
  {
    expression: '#completed = :number OR #completed = :string',
    names: { '#completed': 'Completed' },
    values: { ':number': 1, ':string': '1' },
    matches: ({ Completed }) => Completed?.N === '1' || Completed?.S === '1',
  },
  {
    expression: 'begins_with(#status, :prefix) AND NOT (#pinned = :true)',
    names: { '#status': 'status', '#pinned': 'pinned' },
    values: { ':prefix': 'done', ':true': true },
    matches: ({ status, pinned }) => status?.S?.startsWith('done') === true && pinned?.BOOL !== true,
  },
  {
    expression: 'attribute_not_exists(#pinned) OR #pinned = :false',
    names: { '#pinned': 'pinned' },
    values: { ':false': false },
    matches: ({ pinned }) => pinned === undefined || pinned.BOOL === false,
  },
  {
    expression: '#meta.#done = :true',
    names: { '#meta': 'meta', '#done': 'done' },
    values: { ':true': true },
    matches: ({ meta }) => meta?.M?.done?.BOOL === true,
  },
  {
    expression: 'attribute_exists(#odd) OR (attribute_exists(#key) AND #completed = :number)',
    names: { '#odd': ODD, '#key': 'id', '#completed': 'Completed' },
    values: { ':number': 1 },
    matches: (item) => item[ODD] !== undefined || item.Completed?.N === '1',
  },
]

const OLDER_THAN = { '1m': 60_000, '90m': 5_400_000, '48h': 172_800_000, '2d': 172_800_000, '30d': 2_592_000_000 }

export function simulatedRule(
  random: Random,
  age: { readonly attribute: string; readonly format: AgeFormat },
  speed: Readonly<Record<string, number>>,
): SimulatedRule {
  const { matches, ...filter } = random.pick(FILTERS)
  const olderThan = random.pick(Object.keys(OLDER_THAN) as (keyof typeof OLDER_THAN)[])
  const data = { table: 'things', filter, age: { ...age, olderThan }, ...speed }
  const parsed = parseRule(data, { file: 'rules/simulated.yml', name: 'simulated' })
  return {
    parsed: { ...parsed, confirmed: confirmationCode(parsed, { arn: TABLE_ARN }) },
    olderThanMs: OLDER_THAN[olderThan],
    matches,
  }
}

export function ageOf(random: Random): { attribute: string; format: AgeFormat } {
  return {
    attribute: random.pick(AGE_NAMES),
    format: random.pick(['rfc3339', 'rfc3339', 'epochSeconds', 'epochMilliseconds']),
  }
}
