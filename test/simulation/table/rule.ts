import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseRule, type Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Random } from '../world/random.ts'
import { type AgeShape, plainAge } from './ageShape.ts'
import type { Content } from './contents.ts'
import { fixedPeriod, realPeriod } from './periods.ts'
import { realAge } from './realAges.ts'

/** A filter in DynamoDB's words, and the same as a function: the engine never evaluates one. */
interface Filter {
  readonly expression: string
  readonly names: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, string | number | boolean | null>>
  readonly matches: (item: Readonly<Record<string, AttributeValue>>) => boolean
}

export interface SimulatedRule {
  readonly parsed: Rule
  /** The shortest period that an item can have; 0 where the rule looks at no age. */
  readonly olderThanMs: number
  /** Periods that items may have, in milliseconds. */
  readonly among: readonly number[]
  readonly matches: Filter['matches']
  /**
   * Whether an item that the filter lets through is to be deleted by an execution with this cutoff, in which no item's
   * period is below `olderThanMs`.
   */
  readonly isDue: (content: Content, cutoffMs: number, olderThanMs: number) => boolean
}

/** Of the simulated table, also after it was made again. */
export const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things'

export const INDEX_NAME = 'by-status'

export const ODD = 'odd "name". ☂ select'

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

/** Filters of rules that read the index: by one Query, by several, and by Scans. */
const INDEX_FILTERS: readonly Filter[] = [
  {
    expression: '#status = :done',
    names: { '#status': 'status' },
    values: { ':done': 'done' },
    matches: ({ status }) => status?.S === 'done',
  },
  {
    expression: '(#status IN (:done, :late, :done)) AND (attribute_not_exists(#pinned) OR #pinned = :false)',
    names: { '#status': 'status', '#pinned': 'pinned' },
    values: { ':done': 'done', ':late': 'done-late', ':false': false },
    matches: ({ status, pinned }) =>
      (status?.S === 'done' || status?.S === 'done-late') && (pinned === undefined || pinned.BOOL === false),
  },
  {
    expression: 'begins_with(#status, :done)',
    names: { '#status': 'status' },
    values: { ':done': 'done' },
    matches: ({ status }) => status?.S?.startsWith('done') === true,
  },
]

const KIND = ['plain', 'real', 'indexed'] as const

/**
 * Ages and periods of the seed's kind, of other tables (in maps, in several attributes, by item, or none), or of the seed's
 * kind in an index that is read in place of the table.
 */
export type RuleKind = (typeof KIND)[number]

export function isRuleKind(text: string): text is RuleKind {
  return KIND.some((kind) => kind === text)
}

/** What all rules of a run share: where and how the items hold their ages. */
export function ageShape(random: Random, kind: RuleKind): AgeShape {
  return kind === 'real' && random.chance(0.75) ? realAge(random) : plainAge(random)
}

export function simulatedRule(
  random: Random,
  { age, kind }: { readonly age: AgeShape; readonly kind: RuleKind },
  speed: Readonly<Record<string, number>>,
): SimulatedRule {
  const { matches, ...filter } = random.pick(kind === 'indexed' ? INDEX_FILTERS : FILTERS)
  const period = kind === 'real' ? realPeriod(random) : fixedPeriod(random)
  const looksAtAge = kind !== 'real' || random.chance(0.85)
  const rule = looksAtAge ? { ...age.fields, olderThan: period.olderThan } : 'none'
  const index = kind === 'indexed' && { index: INDEX_NAME }
  const data = { table: 'things', filter, age: rule, ...speed, ...index }
  const parsed = parseRule(data, { file: 'rules/simulated.yml', name: 'simulated' })
  return {
    parsed: { ...parsed, confirmed: confirmationCode(parsed, { arn: TABLE_ARN }) },
    olderThanMs: looksAtAge ? period.shortestMs : 0,
    among: looksAtAge ? period.among : [0],
    matches,
    isDue({ time, keeping }, cutoffMs, olderThanMs) {
      if (!looksAtAge) return true
      const periodMs = period.periodMs(keeping)
      if (typeof time !== 'number' || periodMs === 'never') return false
      return time <= cutoffMs + olderThanMs - Math.max(periodMs, olderThanMs)
    },
  }
}
