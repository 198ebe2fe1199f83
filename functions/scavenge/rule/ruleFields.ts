import * as z from 'zod/mini'
import { tableReference } from '../table/tableReference.ts'
import { deploymentFields } from './deploymentFields.ts'
import { fields, numberOr, textField, wholeNumber } from './fields.ts'
import { guardFields } from './guardFields.ts'
import { MAX_BURST_SECONDS, MAX_DELETERS, MAX_READERS, MAX_TOTAL_SEGMENTS, MAX_UNITS_PER_SECOND } from './limits.ts'
import { OLDER_THAN_EXPECTED, parseOlderThan } from './olderThan.ts'
import { windowField } from './window/windowField.ts'

/** The smallest magnitude of a number in DynamoDB, apart from 0. */
const MIN_NUMBER = 1e-130

/** A value that a filter compares with. DynamoDB's sets, lists, maps and binaries have no plain form in YAML. */
export type Scalar = string | number | boolean | null

export const SCALAR_EXPECTED = 'a string, a number that JavaScript holds exactly, true, false or null'

const scalar = z.custom<Scalar>(isScalar, SCALAR_EXPECTED)

/** Whether a filter can compare with a value from a rule file. */
export function isScalar(value: unknown): boolean {
  if (typeof value !== 'number') return value === null || typeof value === 'string' || typeof value === 'boolean'
  if (Number.isInteger(value)) return Number.isSafeInteger(value)
  return Number.isFinite(value) && Math.abs(value) >= MIN_NUMBER
}

/** An attribute's name. `__proto__` is refused, because an object in JavaScript can't hold it as a field. */
const attributeName = textField("an attribute's name", (value) => value !== '' && value !== '__proto__')

const unitsPerSecond = numberOr('unlimited', 1, MAX_UNITS_PER_SECOND)

/** A cap in units a second, or `unlimited`: all that the table takes. */
export type UnitsPerSecond = z.infer<typeof unitsPerSecond>

/** The fields that say how fast a pass works: a rule sets them, an execution's input may change them. */
export const speed = {
  totalSegments: z.optional(wholeNumber(1, MAX_TOTAL_SEGMENTS)),
  readers: z.optional(wholeNumber(1, MAX_READERS)),
  deleters: z.optional(wholeNumber(1, MAX_DELETERS)),
  maxWriteUnitsPerSecond: z.optional(unitsPerSecond),
  maxReadUnitsPerSecond: z.optional(unitsPerSecond),
}

export const olderThan = textField(OLDER_THAN_EXPECTED, (value) => parseOlderThan(value) !== undefined)

/** A confirmation code. Any text may be one: which code is the rule's is known only once its table is described. */
export const confirmation = textField('a confirmation code such as "k7m2q9x4tb"')

const overridable = {
  ...speed,
  burstSeconds: z.optional(wholeNumber(1, MAX_BURST_SECONDS)),
  window: z.optional(windowField),
  replicas: z.optional(z.literal('accepted', '"accepted"')),
  confirmed: z.optional(confirmation),
  guards: z.optional(fields(guardFields)),
  ...deploymentFields,
}

/** The fields that a stage may override. They say where the rule runs and how fast, never what it deletes. */
export const stageFields = { table: z.optional(tableReference), ...overridable }

export const ruleFile = fields({
  table: tableReference,
  filter: fields({
    expression: z.string('a FilterExpression'),
    names: z.record(z.string(), attributeName, 'a map of #name to attribute'),
    values: z.optional(z.record(z.string(), scalar, 'a map of :value to a scalar')),
  }),
  age: fields({
    attribute: attributeName,
    format: z.enum(['rfc3339', 'epochSeconds', 'epochMilliseconds'], 'rfc3339, epochSeconds or epochMilliseconds'),
    olderThan,
  }),
  ...overridable,
})

export type AgeFormat = z.infer<typeof ruleFile>['age']['format']
