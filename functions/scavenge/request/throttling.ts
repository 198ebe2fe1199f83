/**
 * Why DynamoDB throttled, as its exception says: reasons such as `TableWriteKeyRangeThroughputExceeded`, those of an
 * index with its name after a colon. Empty where DynamoDB gives none, as for a single statement of a batch.
 */
export type ThrottlingReasons = readonly string[]

/** Whom a throttle slows: the segments on one partition, or all of them. */
export type ThrottlingCause = 'partition' | 'table'

/** Only a table's key range is one partition's: its own limits, the account's and every index bind all segments. */
export function causeOf(reasons: ThrottlingReasons): ThrottlingCause | undefined {
  if (reasons.length === 0) return undefined
  return reasons.every((reason) => /^Table(Read|Write)KeyRange/.test(reason)) ? 'partition' : 'table'
}

/** The reasons in an exception. The SDK spells the field in two ways: small in what on-demand tables throw. */
export function reasonsOf(error: Error): ThrottlingReasons {
  const small = 'throttlingReasons' in error ? error.throttlingReasons : undefined
  const capital = 'ThrottlingReasons' in error ? error.ThrottlingReasons : undefined
  const listed: unknown = small ?? capital
  return Array.isArray(listed) ? listed.flatMap(reasonOf) : []
}

function reasonOf(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || !('reason' in entry) || typeof entry.reason !== 'string') return []
  const resource = 'resource' in entry && typeof entry.resource === 'string' ? entry.resource : ''
  const index = /\/index\/([\w.-]+)$/.exec(resource)?.[1]
  return [index === undefined ? entry.reason : `${entry.reason}: ${index}`]
}
