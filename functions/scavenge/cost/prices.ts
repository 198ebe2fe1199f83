/** US dollars without the free tier, by AWS's price lists: Lambda on arm64, DynamoDB on demand. */
export const PRICES = 'us-east-1, November 2024'
export const LAMBDA_GB_SECOND = 0.0000133334
export const LAMBDA_REQUEST = 0.2 / 1e6
/** Of a Standard state machine. */
export const TRANSITION = 0.025 / 1000
export const WRITE_UNIT = 0.625 / 1e6
export const READ_UNIT = 0.125 / 1e6

/** US dollars of DynamoDB's units. */
export function dollarsOfUnits({
  readUnits,
  writeUnits,
}: {
  readonly readUnits: number
  readonly writeUnits: number
}): number {
  return readUnits * READ_UNIT + writeUnits * WRITE_UNIT
}
