import * as z from 'zod/mini'
import { boolean, fields, numberBetween, textField, wholeNumber } from './fields.ts'
import {
  MAX_BURST_SECONDS,
  MAX_DELETERS,
  MAX_MEMORY_MB,
  MAX_READERS,
  MAX_RESERVED_CONCURRENCY,
  MAX_TOTAL_SEGMENTS,
  MAX_UNITS_PER_SECOND,
  MIN_MEMORY_MB,
} from './limits.ts'
import { OLDER_THAN_EXPECTED, parseOlderThan } from './olderThan.ts'

/** The retention times that CloudWatch Logs takes, in days. */
const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** The smallest magnitude of a number in DynamoDB, apart from 0. */
const MIN_NUMBER = 1e-130

/** A value that a filter compares with. DynamoDB's sets, lists, maps and binaries have no plain form in YAML. */
export type Scalar = string | number | boolean | null

const scalar = z.custom<Scalar>(isScalar, 'a string, a number that JavaScript holds exactly, true, false or null')

function isScalar(value: unknown): boolean {
  if (typeof value !== 'number') return value === null || typeof value === 'string' || typeof value === 'boolean'
  if (Number.isInteger(value)) return Number.isSafeInteger(value)
  return Number.isFinite(value) && Math.abs(value) >= MIN_NUMBER
}

/** An attribute's name. `__proto__` is refused, because an object in JavaScript can't hold it as a field. */
const attributeName = textField("an attribute's name", (value) => value !== '' && value !== '__proto__')

/** The fields that say how fast a pass works: a rule sets them, an execution's input may change them. */
export const speed = {
  totalSegments: z.optional(wholeNumber(1, MAX_TOTAL_SEGMENTS)),
  readers: z.optional(wholeNumber(1, MAX_READERS)),
  deleters: z.optional(wholeNumber(1, MAX_DELETERS)),
  maxWriteUnitsPerSecond: z.optional(numberBetween(1, MAX_UNITS_PER_SECOND)),
  maxReadUnitsPerSecond: z.optional(numberBetween(1, MAX_UNITS_PER_SECOND)),
}

export const olderThan = textField(OLDER_THAN_EXPECTED, (value) => parseOlderThan(value) !== undefined)

const schedule = fields({
  expression: z.optional(textField('rate(…), cron(…) or at(…)', (value) => /^(?:rate|cron|at)\([^()]+\)$/.test(value))),
  timezone: z.optional(textField('a time zone such as Europe/Berlin', isTimeZone)),
  enabled: z.optional(boolean()),
})

function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    // the constructor throws for a zone that it does not know
    return false
  }
}

const deployment = {
  schedule: z.optional(schedule),
  memory: z.optional(wholeNumber(MIN_MEMORY_MB, MAX_MEMORY_MB)),
  kmsKey: z.optional(
    textField("a KMS key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID", (value) =>
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(value),
    ),
  ),
  logRetentionDays: z.optional(
    z
      .number(`one of ${LOG_RETENTION_DAYS.join(', ')}`)
      .check(z.refine((days) => LOG_RETENTION_DAYS.includes(days), `one of ${LOG_RETENTION_DAYS.join(', ')}`)),
  ),
  alarmEmail: z.optional(textField('an e-mail address', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))),
  reservedConcurrency: z.optional(wholeNumber(1, MAX_RESERVED_CONCURRENCY)),
  tracing: z.optional(boolean()),
}

const tableName = textField('a table name, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-"', (value) =>
  /^[a-zA-Z0-9_.-]{3,255}$/.test(value),
)

const overridable = {
  ...speed,
  burstSeconds: z.optional(wholeNumber(1, MAX_BURST_SECONDS)),
  replicas: z.optional(z.literal('accepted', '"accepted"')),
  ...deployment,
}

/** The fields that a stage may override. They say where the rule runs and how fast, never what it deletes. */
export const stageFields = { table: z.optional(tableName), ...overridable }

export const ruleFile = fields({
  table: tableName,
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

/** What only a deployment needs. Memory is in megabytes. */
export type Deployment = Readonly<Pick<z.infer<typeof ruleFile>, keyof typeof deployment>>
