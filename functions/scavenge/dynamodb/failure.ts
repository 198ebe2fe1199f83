import { AccessDenied, InvalidContinuationToken, InvalidRule, type ScavengeError, TableNotFound } from '../errors.ts'
import { isDenial, isThrottle, isWrongDate } from '../request/errorCodes.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import { reasonsOf, type ThrottlingReasons } from '../request/throttling.ts'

const NOT_FOUND = new Set(['ResourceNotFoundException', 'ResourceNotFound', 'TableNotFoundException'])

/** What DynamoDB says of a start key. An attribute of the filter may be named `StartKey`. */
const START_KEY = /exclusive ?start ?key|starting key/i

/** What DynamoDB says of an index that was removed, or is being built, since the table was described. */
const INDEX = /does not have the specified index|read from backfilling/i

export interface Request {
  readonly action:
    | 'DescribeTable'
    | 'DescribeContinuousBackups'
    | 'Scan'
    | 'Query'
    | 'PartiQLDelete'
    | 'DeleteItem'
    | 'GetItem'
  readonly table: string
}

/** Whether an answer brought an item back. */
export function hasItem(item: unknown): boolean {
  return typeof item === 'object' && item !== null && Object.keys(item).length > 0
}

/** The error that ends a pass, for a code of DynamoDB's that no retry mends; undefined for any other code. */
export function fatal(code: string, message: string, { action, table }: Request): ScavengeError | undefined {
  if (isDenial(code)) {
    const remedy = /\bkms\b/i.test(message)
      ? "name the table's KMS key in the rule's kmsKey, so that the role may decrypt with it, and deploy; then redrive"
      : 'grant the action to the role, then redrive'
    // the text about a wrong signature may hold the request that was signed, keys included
    const said = code === 'InvalidSignatureException' ? '' : ` (${message})`
    return new AccessDenied(
      `dynamodb:${action} on table ${table}: expected to be allowed, found ${code}${said}; ${remedy}`,
      code,
    )
  }
  if (NOT_FOUND.has(code)) {
    return new TableNotFound(
      `table ${table}: expected to exist in this account and Region, found none; make it or mend the rule's table`,
    )
  }
  return undefined
}

/** A request's error as the engine's own: Throttled, RequestFailed, or a ScavengeError that ends the pass. */
export function failureOf(error: unknown, request: Request): Throttled | RequestFailed | ScavengeError {
  const { name, code, message, reasons } = detailsOf(error)
  if (isThrottle(name)) return new Throttled(reasons, { cause: error })
  if (isWrongDate(name, message)) return new RequestFailed(name)
  const ended = fatal(name, message, request)
  if (ended !== undefined) return ended
  if (name === 'ValidationException' && (request.action === 'Scan' || request.action === 'Query'))
    return refusedRead(message)
  return new RequestFailed(code ?? name, { cause: error, status: statusOf(error) })
}

function refusedRead(message: string): ScavengeError {
  if (START_KEY.test(message)) {
    return new InvalidContinuationToken(
      "continuationToken: expected keys of this table's segments, found one that DynamoDB refuses; start without a token",
    )
  }
  const said = withoutValues(message)
  if (INDEX.test(message)) {
    return new InvalidRule(
      `index: expected an index of the table that is active, found one that DynamoDB does not read: ${said}`,
    )
  }
  return new InvalidRule(`filter.expression: expected one that DynamoDB takes, found one that it refuses: ${said}`)
}

/** DynamoDB quotes the operands of a BETWEEN at the end of its message: a value may hold any text, so all of it is cut. */
function withoutValues(message: string): string {
  return message.replace(/\bAttributeValue: ?\{[\s\S]*$/, '(a value)')
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const { $metadata } = error
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata)) return undefined
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined
}

interface ErrorDetails {
  readonly name: string
  /** Of an error of the network, such as ECONNRESET. */
  readonly code: string | undefined
  readonly message: string
  readonly reasons: ThrottlingReasons
}

function detailsOf(error: unknown): ErrorDetails {
  if (!(error instanceof Error)) return { name: 'Error', code: undefined, message: String(error), reasons: [] }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { name: error.name, code, message: error.message, reasons: reasonsOf(error) }
}
