import * as z from 'zod/mini'
import { parseRfc3339 } from '../age/formats/rfc3339.ts'
import { VARIABLE } from '../table/tableReference.ts'
import { boolean, fields, textField, wholeNumber } from './fields.ts'
import { MAX_MEMORY_MB, MAX_RESERVED_CONCURRENCY, MIN_MEMORY_MB } from './limits.ts'

/** The retention times that CloudWatch Logs takes, in days. */
const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** Lambda's limits of a function's VpcConfig: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
const MAX_SUBNETS = 16
const MAX_SECURITY_GROUPS = 5

/** An IANA time zone. */
export const timezone = textField('a time zone such as Europe/Berlin', isTimeZone)

const schedule = fields({
  expression: z.optional(textField('rate(…), cron(…) or at(…)', (value) => /^(?:rate|cron|at)\([^()]+\)$/.test(value))),
  timezone: z.optional(timezone),
  enabled: z.optional(boolean()),
  startDate: z.optional(
    textField('an RFC 3339 time such as 2030-01-01T03:00:00Z', (value) => parseRfc3339(value) !== undefined),
  ),
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

/** Ids of a kind of VPC resource, each literal or named by a variable of the framework. */
function ids(prefix: string, most: number) {
  const expected = `a list of 1 to ${most} ids such as ${prefix}-0a1b2c3d`
  const id = textField(expected, (value) => new RegExp(`^${prefix}-[0-9a-f]+$`).test(value) || VARIABLE.test(value))
  return z.array(id, expected).check(z.minLength(1, expected), z.maxLength(most, expected))
}

/** The fields that only a deployment needs. */
export const deploymentFields = {
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
  region: z.optional(textField('a Region such as eu-central-1', (value) => /^[a-z]+(?:-[a-z]+)+-\d+$/.test(value))),
  permissionsBoundary: z.optional(
    textField(
      "a managed policy's ARN, arn:aws:iam::ACCOUNT:policy/NAME",
      (value) =>
        /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(value) || /^\$\{[^{}]+\}$/.test(value),
    ),
  ),
  vpc: z.optional(
    fields({
      subnetIds: ids('subnet', MAX_SUBNETS),
      securityGroupIds: ids('sg', MAX_SECURITY_GROUPS),
    }),
  ),
}

const deployment = z.object(deploymentFields)

/** What only a deployment needs. Memory is in megabytes. */
export type Deployment = Readonly<z.infer<typeof deployment>>

/** The part of a rule's fields that only a deployment needs. */
export function deploymentOf(rule: Deployment): Deployment {
  const { schedule, region, memory, kmsKey, logRetentionDays, alarmEmail } = rule
  const { reservedConcurrency, tracing, permissionsBoundary, vpc } = rule
  return {
    schedule,
    region,
    memory,
    kmsKey,
    logRetentionDays,
    alarmEmail,
    reservedConcurrency,
    tracing,
    permissionsBoundary,
    vpc,
  }
}
