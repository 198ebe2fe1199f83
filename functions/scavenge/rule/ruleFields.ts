import * as z from 'zod/mini'
import { isTableName } from '../table/tableArn.ts'
import { tableReference } from '../table/tableReference.ts'
import { age, attributeName } from './ageFields.ts'
import { deploymentFields } from './deploymentFields.ts'
import { fields, numberOr, textField, wholeNumber } from './fields.ts'
import { filterValue } from './filterValues.ts'
import { guardFields } from './guardFields.ts'
import {
  MAX_BURST_SECONDS,
  MAX_DELETERS,
  MAX_READERS,
  MAX_SHARDS,
  MAX_SHARDS_AT_ONCE,
  MAX_TOTAL_SEGMENTS,
  MAX_UNITS_PER_SECOND,
} from './limits.ts'
import { windowField } from './window/windowField.ts'

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

/** Into how many executions one is parted, and how many of them run at once. */
export const sharding = {
  shards: z.optional(wholeNumber(1, MAX_SHARDS)),
  shardsAtOnce: z.optional(wholeNumber(1, MAX_SHARDS_AT_ONCE)),
}

/** A confirmation code. Any text may be one: which code is the rule's is known only once its table is described. */
export const confirmation = textField('a confirmation code such as "k7m2q9x4tb"')

const overridable = {
  ...speed,
  ...sharding,
  burstSeconds: z.optional(wholeNumber(1, MAX_BURST_SECONDS)),
  window: z.optional(windowField),
  replicas: z.optional(z.literal('accepted', '"accepted"')),
  index: z.optional(textField('the name of an index, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-"', isTableName)),
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
    values: z.optional(
      z.record(z.string(), filterValue, "a map of :value to a scalar or to DynamoDB's JSON of a value"),
    ),
  }),
  age,
  ...overridable,
})
