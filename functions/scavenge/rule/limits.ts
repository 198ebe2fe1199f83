import { HUNDRED_YEARS_MS } from '../age/formats/instant.ts'

/** Segments of one Scan: DynamoDB's own limit of `TotalSegments`. */
export const MAX_TOTAL_SEGMENTS = 1_000_000
export const DEFAULT_TOTAL_SEGMENTS = 40

/**
 * Segments in work at once. The continuation token may hold a key of 3,072 bytes for each of them and stays under
 * 200,000 bytes: the keys take 40 × 3,100 bytes × 4/3 (base64) = 165,000 bytes, and the ledger needs much less than
 * the rest.
 */
export const MAX_READERS = 40
export const DEFAULT_READERS = 10

/** Beside an index, whose key goes along in the token: 20 × 6,200 bytes × 4/3 are the same 165,000 bytes. */
export const MAX_INDEX_READERS = 20

/** Shards of one execution: what the data of their parent's states has room for. */
export const MAX_SHARDS = 100
export const DEFAULT_SHARDS = 1

/** Shards that run at once: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
export const MAX_SHARDS_AT_ONCE = 40

/** Delete requests in flight. Each may hold a socket, and a Lambda has 1,024 file descriptors. */
export const MAX_DELETERS = 500
export const DEFAULT_DELETERS = 10

/** Units a second. DynamoDB's default quota of a table is 40,000; a raised quota is rarely above this limit. */
export const MAX_UNITS_PER_SECOND = 1_000_000

/**
 * Units a second that one partition of a table or an index takes at most:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const PARTITION_WRITE_UNITS = 1_000
export const PARTITION_READ_UNITS = 3_000

/** Seconds. DynamoDB itself saves up at most 300 s of unused capacity. */
export const MAX_BURST_SECONDS = 300

/** Any cutoff is a valid date. */
export const MAX_OLDER_THAN_MS = HUNDRED_YEARS_MS

/** Bytes of a rule as JSON. The filter's values make it long: an IN takes 100 of them. */
export const MAX_RULE_BYTES = 32_768

/** Bytes of a rule that is in the function's environment, which holds 4 KB in all (Lambda's quota). */
export const MAX_ENVIRONMENT_RULE_BYTES = 3_500

/** Bytes of the values given at an execution's start, as JSON: they stand in the data of each of its states. */
export const MAX_VALUES_BYTES = 4_096

/** Bytes of `undatedScan` as JSON: it stands in a state beside the token, and a state holds 262,144 bytes. */
export const MAX_UNDATED_SCAN_BYTES = 16_384

/** Attributes that an age is looked for in, and periods by an attribute's value. */
export const MAX_ATTRIBUTES = 10
export const MAX_PERIODS = 100

/** Names in a path: DynamoDB's own limit of nesting. */
export const MAX_PATH_NAMES = 32

/** Bytes of a FilterExpression: DynamoDB's own limit of an expression. */
export const MAX_EXPRESSION_BYTES = 4_096

/**
 * Operators and functions of an expression, and operands of one IN: DynamoDB's own limits.
 * Source: docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (expression parameters); that the
 * first holds for a filter: github.com/aws/aws-sdk-js/issues/3721
 */
export const MAX_OPERATORS = 300
export const MAX_IN_OPERANDS = 100

/** MB of a function's memory: Lambda's own limits. */
export const MIN_MEMORY_MB = 128
export const MAX_MEMORY_MB = 10_240

/** MB of a function's memory where the rule names none: the memory of the Go program's parallel run. */
export const DEFAULT_MEMORY_MB = 512

/** Instances reserved for one function. A rule runs one pass at a time; an account has 1,000 instances by default. */
export const MAX_RESERVED_CONCURRENCY = 1_000
