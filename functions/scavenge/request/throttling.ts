/**
 * The reasons that DynamoDB's exception names for a throttle, such as `TableWriteKeyRangeThroughputExceeded`; those of
 * an index have its name after a colon. Empty where DynamoDB names none, as for a single statement of a batch.
 */
export type ThrottlingReasons = readonly string[]

/** What a throttle concerns: the segments on one partition, or all of them. */
export type ThrottlingCause = 'partition' | 'table'

/**
 * The cause that the reasons name. A key range of the table is one partition's; every other limit binds all segments.
 */
export function causeOf(reasons: ThrottlingReasons): ThrottlingCause | undefined {
  if (reasons.length === 0) return undefined
  return reasons.every((reason) => /^Table(Read|Write)KeyRange/.test(reason)) ? 'partition' : 'table'
}

/**
 * The reasons in an exception. The SDK spells the field in two ways: in what on-demand tables throw it is lower case.
 */
export function reasonsOf(error: Error): ThrottlingReasons {
  const lowerCase = 'throttlingReasons' in error ? error.throttlingReasons : undefined
  const upperCase = 'ThrottlingReasons' in error ? error.ThrottlingReasons : undefined
  const listed: unknown = lowerCase ?? upperCase
  return Array.isArray(listed) ? listed.flatMap(reasonOf) : []
}

function reasonOf(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || !('reason' in entry) || typeof entry.reason !== 'string') return []
  const resource = 'resource' in entry && typeof entry.resource === 'string' ? entry.resource : ''
  const index = /\/index\/([\w.-]+)$/.exec(resource)?.[1]
  return [index === undefined ? entry.reason : `${entry.reason}: ${index}`]
}
