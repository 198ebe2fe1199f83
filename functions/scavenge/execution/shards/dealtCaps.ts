import * as z from 'zod/mini'
import { fields, numberBetween, wholeNumber } from '../../rule/fields.ts'
import { MAX_UNITS_PER_SECOND } from '../../rule/limits.ts'

/** A default cap on a small table is less than a unit a second. */
const LEAST_UNITS = Number.MIN_VALUE

const units = numberBetween(LEAST_UNITS, MAX_UNITS_PER_SECOND)

const limit = fields({
  unitsPerSecond: units,
  from: z.enum(['input', 'rule', 'provisioned', 'onDemandThroughput', 'warmThroughput'], 'who says so'),
  partitions: z.optional(wholeNumber(1, MAX_UNITS_PER_SECOND)),
  unitsOfPartition: z.optional(units),
})

/** The caps and the first rate of one shard, as its parent dealt them out. Absent where nothing limits. */
export const dealtCaps = fields({
  write: z.optional(limit),
  read: z.optional(limit),
  /** The rate that a first pass begins with. */
  deletesPerSecond: z.optional(numberBetween(LEAST_UNITS, MAX_UNITS_PER_SECOND)),
})

export type DealtCaps = z.infer<typeof dealtCaps>
