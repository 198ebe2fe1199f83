import type { PeriodMs } from '../../../functions/scavenge/age/period.ts'
import { formatOlderThan } from '../../../functions/scavenge/rule/olderThan.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { attributeOf } from '../../../functions/scavenge/table/item.ts'
import { valueText } from '../../verdict/dynamodbJson.ts'
import type { Explanation } from './explanation.ts'
import { time } from './time.ts'

const AGE_REASONS = {
  missing: 'the item has no such attribute',
  type: 'its value is of another type, or a path leads through what is no map',
  unreadable: 'its value is not exactly in the format',
  implausible: 'before 2001-09-09T01:46:40Z, or more than 100 years after now',
} as const

/** A line: the step that it is about, and what is said of it. */
type Line = readonly [step: string, text: string]

/** The verdict and each step to it, for people. */
export function whyText(rule: Rule, explained: Explanation): string {
  const { verdict, startMs, judgement, condition, item } = explained
  const decides = rule.decisionAttributes.map((name): Line => {
    const value = attributeOf(item, name)
    return ['item', `${name} = ${value === undefined ? 'missing' : valueText(value)}`]
  })
  const lines: readonly Line[] = [
    ['rule', `${rule.name}, table ${rule.table}, as an execution would judge that starts at ${time(startMs)}`],
    ...decides,
    ...indexLines(explained),
    ...filterLines(rule, explained),
    ...ageLines(rule, judgement),
    ['verdict', verdict],
    ['delete', `only while the item exists${condition === '' ? '' : ` and ${condition}`}`],
  ]
  return lines.map(([step, text]) => `${step.padEnd(9)}${text}`).join('\n')
}

function indexLines({ entry }: Explanation): readonly Line[] {
  if (entry === undefined) return []
  const { index, missing } = entry
  if (missing.length === 0) return [['index', `${index}: holds the item`]]
  const lacks = missing.join(' and ')
  return [['index', `not in the index ${index}: no execution reads it, because ${lacks} is missing or of another type`]]
}

function filterLines(rule: Rule, { filter }: Explanation): readonly Line[] {
  return [
    ['filter', passing(rule.filter.expression, filter.passes)],
    ...filter.parts.map(({ expression, passes }): Line => ['', passing(expression, passes)]),
  ]
}

function passing(expression: string, passes: boolean): string {
  return `${expression}: ${passes ? 'passes' : 'does not pass'}`
}

function ageLines({ age: rule }: Rule, judgement: Explanation['judgement']): readonly Line[] {
  const { age, periodMs = 'never', cutoffMs } = judgement
  if (rule.kind === 'none' || age === undefined) return [['age', 'none: the rule looks at no age']]
  const where = rule.paths.map((path) => path.join(' > ')).join(', else ')
  if (age.kind === 'undated') return [['age', `${where} as ${rule.format}: undated, ${AGE_REASONS[age.reason]}`]]
  return [
    ['age', `${where} as ${rule.format}: ${time(age.ms)}`],
    ['cutoff', `${time(cutoffMs)}: no younger item is a candidate`],
    ['period', periodText(age.ms, periodMs)],
  ]
}

function periodText(ageMs: number, periodMs: PeriodMs): string {
  return periodMs === 'never'
    ? 'never'
    : `${formatOlderThan(Math.ceil(periodMs / 60_000) * 60_000)}: due ${dueText(ageMs + periodMs)}`
}

function dueText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? time(ms) : 'beyond any date'
}
