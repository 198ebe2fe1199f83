/** The bounds of what a rule or an input may ask for: one place, with unit and source. */

/** Segments of one Scan: DynamoDB's own bound of `TotalSegments`. */
export const MAX_TOTAL_SEGMENTS = 1_000_000

/**
 * Segments in work at once. Each may carry a key of 3,072 bytes in the continuation token, which stays under
 * 200,000 bytes: 40 × 3,100 bytes × 4/3 (base64) = 165,000 bytes, the rest is the ledger's and room to grow.
 */
export const MAX_READERS = 40

/** Delete requests in flight. Each may hold a socket, and a Lambda has 1,024 file descriptors. */
export const MAX_DELETERS = 500

/** Units a second: DynamoDB's default quota of a table is 40,000; a raised quota is rarely above this. */
export const MAX_UNITS_PER_SECOND = 1_000_000

/** Seconds: DynamoDB itself saves up at most 300 s of unused capacity. */
export const MAX_BURST_SECONDS = 300
