/** Segments of one Scan: DynamoDB's own bound of `TotalSegments`. */
export const MAX_TOTAL_SEGMENTS = 1_000_000
export const DEFAULT_TOTAL_SEGMENTS = 40

/**
 * Segments in work at once. Each may carry a key of 3,072 bytes in the continuation token, which stays under
 * 200,000 bytes: 40 × 3,100 bytes × 4/3 (base64) = 165,000 bytes, the rest is the ledger's and room to grow.
 */
export const MAX_READERS = 40
export const DEFAULT_READERS = 10

/** Delete requests in flight. Each may hold a socket, and a Lambda has 1,024 file descriptors. */
export const MAX_DELETERS = 500
export const DEFAULT_DELETERS = 10

/** Units a second: DynamoDB's default quota of a table is 40,000; a raised quota is rarely above this. */
export const MAX_UNITS_PER_SECOND = 1_000_000

/** Seconds: DynamoDB itself saves up at most 300 s of unused capacity. */
export const MAX_BURST_SECONDS = 300

export const DAY_MS = 86_400_000

/** An age of 100 years of 365.25 days: any cutoff stays a valid date. */
export const MAX_OLDER_THAN_MS = 36_525 * DAY_MS

/** Bytes of a rule as JSON: it travels in the function's environment, which holds 4 KB in all (Lambda's quota). */
export const MAX_RULE_BYTES = 3_500

/** Bytes of a FilterExpression: DynamoDB's own bound of an expression. */
export const MAX_EXPRESSION_BYTES = 4_096

/** Megabytes of a function's memory: Lambda's own bounds. */
export const MIN_MEMORY_MB = 128
export const MAX_MEMORY_MB = 10_240

/** MB of a function's memory where a rule says nothing: what the parallel run of the Go program had. */
export const DEFAULT_MEMORY_MB = 512

/** Instances reserved for one function: a rule has one pass at a time, an account has 1,000 by default. */
export const MAX_RESERVED_CONCURRENCY = 1_000
