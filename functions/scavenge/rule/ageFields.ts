import * as z from 'zod/mini'
import type { Marks } from '../age/between.ts'
import { AGE_FORMATS } from '../age/formats/ageFormat.ts'
import { TimeZone } from '../age/formats/timeZone.ts'
import { type Period, type PeriodMs, shortestMs } from '../age/period.ts'
import type { RuleAge } from '../age/ruleAge.ts'
import type { AttributePath } from '../table/attributePath.ts'
import { chosen, fields, isMap, textField } from './fields.ts'
import { MAX_ATTRIBUTES, MAX_PATH_NAMES, MAX_PERIODS } from './limits.ts'
import { FIXED_LENGTH_EXPECTED, hasNoFixedLength, OLDER_THAN_EXPECTED, parseOlderThan, unitMs } from './olderThan.ts'

const NAME_EXPECTED = "an attribute's name"

/** `__proto__` can't be a field of an item as JavaScript holds it. */
const isAttributeName = (value: string) => value !== '' && value !== '__proto__'

export const attributeName = textField(NAME_EXPECTED, isAttributeName)

const PATH_EXPECTED = `${NAME_EXPECTED}, or a list of names such as [meta, lastUpdated]`
const nameAlone = z.pipe(
  textField(PATH_EXPECTED, isAttributeName),
  z.transform((name: string): AttributePath => [name]),
)
const namesInMaps = z.pipe(
  z
    .array(attributeName, PATH_EXPECTED)
    .check(z.minLength(1, PATH_EXPECTED), z.maxLength(MAX_PATH_NAMES, PATH_EXPECTED)),
  z.transform(([name = '', ...within]: string[]): AttributePath => [name, ...within]),
)
const path = chosen<AttributePath>((value) => (Array.isArray(value) ? namesInMaps : nameAlone))

const PATHS_EXPECTED = `a list of 1 to ${MAX_ATTRIBUTES} names or paths`
const paths = z
  .array(path, PATHS_EXPECTED)
  .check(z.minLength(1, PATHS_EXPECTED), z.maxLength(MAX_ATTRIBUTES, PATHS_EXPECTED))

/** A period such as `48h`, as a rule or an execution's input says it. */
export const olderThan = z.string(OLDER_THAN_EXPECTED).check(
  z.refine((value) => !hasNoFixedLength(value), { error: FIXED_LENGTH_EXPECTED, abort: true }),
  z.refine((value) => parseOlderThan(value) !== undefined, { error: OLDER_THAN_EXPECTED, abort: true }),
)

const periodMs = z.pipe(
  olderThan,
  z.transform((value: string) => parseOlderThan(value) ?? Number.POSITIVE_INFINITY), // olderThan has refused what is none
)
const NEVER_EXPECTED = `never, or ${OLDER_THAN_EXPECTED}`
const periodOrNever = chosen<PeriodMs>((value) =>
  value === 'never' || typeof value !== 'string' ? z.literal('never', NEVER_EXPECTED) : periodMs,
)

const fixed = z.pipe(
  periodMs,
  z.transform((ms: number): Period => ({ kind: 'fixed', ms })),
)

const byAttribute = z.pipe(
  fields({
    attribute: path,
    unit: z.enum(['m', 'h', 'd'], 'm, h or d, since months and years have no fixed length'),
    atLeast: periodMs,
    default: z.optional(periodOrNever),
  }),
  z.transform((given, context): Period => {
    const { attribute, unit, atLeast: atLeastMs, default: otherwise = 'never' } = given
    if (otherwise !== 'never' && otherwise < atLeastMs)
      context.issues.push({
        code: 'custom',
        message: 'never, or at least what atLeast says',
        input: 'a shorter one',
        path: ['default'],
      })
    return { kind: 'attribute', path: attribute, unitMs: unitMs(unit), atLeastMs, default: otherwise }
  }),
)

const PERIODS_EXPECTED = `a map of 1 to ${MAX_PERIODS} values to periods, of which one is not never`
const periodsByName = chosen<Record<string, PeriodMs>>((value) =>
  isMap(value) && Object.hasOwn(value, '__proto__')
    ? z.never(`${PERIODS_EXPECTED}, and none is __proto__`) // a record would leave it out in silence
    : z.record(z.string(), periodOrNever, PERIODS_EXPECTED),
)
const byName = z.pipe(
  fields({
    by: path,
    periods: periodsByName,
    default: z.optional(periodOrNever),
  }),
  z.transform((given, context): Period => {
    const { by, periods, default: otherwise = 'never' } = given
    const made: Period = { kind: 'by', path: by, periods, default: otherwise }
    const count = Object.keys(periods).length
    if (count === 0 || count > MAX_PERIODS || shortestMs(made) === undefined)
      context.issues.push({ code: 'custom', message: PERIODS_EXPECTED, input: periods, path: ['periods'] })
    return made
  }),
)

const BETWEEN_EXPECTED = 'a list of two texts such as ["ORDER#", "#"]'
const between = z.pipe(
  z.tuple([z.string(BETWEEN_EXPECTED), z.string(BETWEEN_EXPECTED)], BETWEEN_EXPECTED),
  z.transform(([first, second]: [string, string]): Marks => [first, second]),
)

const timedFields = fields({
  attribute: z.optional(path),
  attributes: z.optional(paths),
  format: z.enum(AGE_FORMATS, `${AGE_FORMATS.slice(0, -1).join(', ')} or ${AGE_FORMATS.at(-1)}`),
  zone: z.optional(
    textField('an IANA time zone such as Europe/Berlin or UTC', (name) => TimeZone.named(name) !== undefined),
  ),
  between: z.optional(between),
  olderThan: chosen<Period>((value) => (!isMap(value) ? fixed : 'by' in value ? byName : byAttribute)),
})

const timed = z.pipe(
  timedFields,
  z.transform((given, context): RuleAge => {
    const { attribute, attributes, format, zone, olderThan: period } = given
    const refuse = (field: string, message: string, input: unknown) => {
      context.issues.push({ code: 'custom', message, input, path: [field] })
      return z.NEVER
    }
    if (attribute !== undefined && attributes !== undefined)
      return refuse('attributes', 'nothing beside attribute', attributes)
    if (zone !== undefined && format !== 'iso8601') return refuse('zone', 'nothing, but with the format iso8601', zone)
    const [first, ...others] = attribute === undefined ? (attributes ?? []) : [attribute]
    if (first === undefined) return refuse('attribute', PATH_EXPECTED, undefined)
    return { kind: 'timed', paths: [first, ...others], format, zone, between: given.between, period }
  }),
)

const none = z.pipe(
  z.literal('none', `a map of: ${Object.keys(timedFields.shape).join(', ')}, or none`),
  z.transform((): RuleAge => ({ kind: 'none' })),
)

/** A rule's `age`, as the engine uses it. */
export const age = chosen<RuleAge>((value) => (isMap(value) ? timed : none))
