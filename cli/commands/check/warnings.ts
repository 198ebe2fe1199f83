import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Period, PeriodMs } from '../../../functions/scavenge/age/period.ts'
import { formatOlderThan } from '../../../functions/scavenge/rule/olderThan.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { AttributePath } from '../../../functions/scavenge/table/attributePath.ts'
import type { Finding } from './finding.ts'
import type { YamlLines } from './yamlLines.ts'

/** Most rules keep items for days. Less than this is often a slip in the unit. */
const SHORT_MS = 3_600_000

/** Digits of a number that is more often an identifier than an amount. */
const IDENTIFIER_DIGITS = 12

interface Warning {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What is allowed in a rule and looks wrong. */
export function warnings(rule: Rule, file: string, lines: YamlLines): readonly Finding[] {
  return [
    ...nameWarnings(rule),
    ...valueWarnings(rule, lines),
    ...periodWarnings(rule),
    ...keyWarnings(rule),
    ...betweenWarnings(rule),
  ].map(({ path, message }) => ({
    file,
    line: lines.lineOf(path),
    kind: 'warning',
    message: `${path.map(String).join('.')}: ${message}`,
  }))
}

function nameWarnings({ filter, age }: Rule): readonly Warning[] {
  const inFilter = Object.entries(filter.names).map(([name, attribute]) =>
    dotWarning(['filter', 'names', name], attribute),
  )
  if (age.kind === 'none') return inFilter.flat()
  const several = age.paths.length > 1
  const inAge = age.paths.map((path, at) =>
    pathWarning(several ? ['age', 'attributes', at] : ['age', 'attribute'], path),
  )
  const { period } = age
  const field = period.kind === 'by' ? 'by' : 'attribute'
  const inPeriod = period.kind === 'fixed' ? [] : pathWarning(['age', 'olderThan', field], period.path)
  return [...inFilter, ...inAge, inPeriod].flat()
}

function pathWarning(field: Warning['path'], [name, ...within]: AttributePath): readonly Warning[] {
  if (within.length > 0 || !name.includes('.')) return []
  const path = `[${name.split('.').join(', ')}]`
  return [
    { path: field, message: `"${name}" is one attribute whose name has a dot: expected ${path} for a path in a map` },
  ]
}

function dotWarning(field: Warning['path'], name: string): readonly Warning[] {
  if (!name.includes('.')) return []
  const path = name.split('.').map((_, at) => `#name${at + 1}`)
  return [
    {
      path: field,
      message: `"${name}" is one attribute whose name has a dot: expected ${path.join('.')} in the expression for a path in a map`,
    },
  ]
}

function valueWarnings({ filter }: Rule, lines: YamlLines): readonly Warning[] {
  return Object.entries(filter.values).flatMap(([name, value]) => {
    const path = ['filter', 'values', name]
    const message = valueWarning(value, {
      source: lines.sourceOf(path),
      wantsText: new RegExp(`(?:begins_with|attribute_type)\\s*\\([^,()]*,\\s*${name}\\s*\\)`).test(filter.expression),
      others: Object.values(filter.values),
    })
    return message === undefined ? [] : [{ path, message }]
  })
}

interface ValueUse {
  /** How the file writes it; undefined where it is written in DynamoDB's JSON. */
  readonly source: string | undefined
  /** Whether a function takes it that takes no numbers. */
  readonly wantsText: boolean
  readonly others: readonly AttributeValue[]
}

function valueWarning({ N, S }: AttributeValue, { source, wantsText, others }: ValueUse): string | undefined {
  if (N !== undefined) {
    if (source === undefined || others.some((other) => other.S === N)) return undefined
    if (source !== N) return `${source} is read as the number ${N}: put it in quotes where items hold the text`
    if (N.length >= IDENTIFIER_DIGITS)
      return `the number ${N} looks like a text: put it in quotes where items hold the text`
    return undefined
  }
  if (S === undefined || source === undefined || wantsText) return undefined
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(S) && S.length < IDENTIFIER_DIGITS && !others.some((other) => other.N === S))
    return `the text "${S}" never equals the number ${S}: leave the quotes out where items hold the number`
  if (/^(?:true|false|null)$/i.test(S))
    return `the text "${S}" never equals ${S.toLowerCase()}: leave the quotes out where items hold that`
  return undefined
}

function periodWarnings({ age }: Rule): readonly Warning[] {
  if (age.kind === 'none') return []
  return periodsOf(age.period).flatMap(({ path, ms }) =>
    ms === 'never' || ms >= SHORT_MS
      ? []
      : [
          {
            path: ['age', 'olderThan', ...path],
            message: `items go after ${formatOlderThan(ms)}, less than an hour: is the unit right?`,
          },
        ],
  )
}

function betweenWarnings({ age }: Rule): readonly Warning[] {
  if (age.kind === 'none' || age.between === undefined || age.between.some((mark) => mark !== '')) return []
  return [{ path: ['age', 'between'], message: 'two empty marks are the whole text: leave between out' }]
}

/** Keys of YAML are texts. What looks like another value names only the text. */
function keyWarnings({ age }: Rule): readonly Warning[] {
  if (age.kind === 'none' || age.period.kind !== 'by') return []
  return Object.keys(age.period.periods)
    .filter((name) => /^(?:true|false|null|~)$/i.test(name))
    .map((name) => ({
      path: ['age', 'olderThan', 'periods', name],
      message: `names the text "${name}" alone: an item whose value is a BOOL or NULL is kept for good`,
    }))
}

function periodsOf(period: Period): readonly { readonly path: readonly string[]; readonly ms: PeriodMs }[] {
  switch (period.kind) {
    case 'fixed':
      return [{ path: [], ms: period.ms }]
    case 'attribute':
      return [
        { path: ['atLeast'], ms: period.atLeastMs },
        { path: ['default'], ms: period.default },
      ]
    case 'by':
      return [
        ...Object.entries(period.periods).map(([name, ms]) => ({ path: ['periods', name], ms })),
        { path: ['default'], ms: period.default },
      ]
    default:
      return period satisfies never
  }
}
