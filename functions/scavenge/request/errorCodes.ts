/** On-demand tables, provisioned tables and the control plane throttle by different names. */
const THROTTLES = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'TooManyRequestsException',
])

const DENIALS = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
])

/** Denials of an action on one item or table. The others concern the credentials. */
const DENIED_ACTIONS = new Set(['AccessDeniedException', 'AccessDenied'])

/**
 * Denials that may be over soon, because IAM is eventually consistent: a new role's rights, a new access key. AWS, IAM
 * User Guide, "Changes that I make are not always immediately visible".
 */
const NOT_YET_ALLOWED = new Set([...DENIED_ACTIONS, 'UnrecognizedClientException'])

/** Names by which AWS says that a request's date is off. */
const WRONG_DATES = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'])

/** Failures of a single delete that would come again. Every other code is retried, known or not. */
const FINAL = new Set([
  'ValidationError',
  'ValidationException',
  'ItemCollectionSizeLimitExceeded',
  'ItemCollectionSizeLimitExceededException',
  'DuplicateItem',
  'DuplicateItemException',
])

/** Failures by which DeleteItem speaks of its item, while the table is well. */
const OF_THE_ITEM = new Set(['TransactionConflictException', 'ReplicatedWriteConflictException'])

/** Names by which Step Functions says that it knows no such execution. */
const UNKNOWN_EXECUTIONS = new Set(['ExecutionDoesNotExist', 'InvalidArn'])

/** Whether a code says that AWS throttled the request. */
export function isThrottle(code: string): boolean {
  return THROTTLES.has(code)
}

/** Whether a code says that the credentials in use may not do what was asked. */
export function isDenial(code: string): boolean {
  return DENIALS.has(code)
}

/** Whether a denial speaks of the action on an item, not of the credentials. */
export function isDeniedItem(code: string): boolean {
  return DENIED_ACTIONS.has(code)
}

/** Whether a denial may be over soon. */
export function mayBeAllowedSoon(code: string): boolean {
  return NOT_YET_ALLOWED.has(code)
}

/**
 * Whether an error says that the request was signed at another time than AWS's clock shows: in a function that was
 * frozen meanwhile, or by a clock that is wrong. DynamoDB says so by InvalidSignatureException, whose text begins as
 * below (seen: github.com/aws/aws-sdk-js-v3/issues/7605); its other texts mean wrong credentials.
 */
export function isWrongDate(code: string, message: string): boolean {
  if (WRONG_DATES.has(code)) return true
  return code === 'InvalidSignatureException' && /^Signature (expired|not yet current)/.test(message)
}

/** Whether a delete that failed with this code would fail again. */
export function isFinal(code: string): boolean {
  return FINAL.has(code)
}

/** Whether a DeleteItem that failed with this code failed by its item, and may succeed when it is sent again. */
export function isItemsOwn(code: string): boolean {
  return OF_THE_ITEM.has(code)
}

/** Whether Step Functions knows no such execution. */
export function isUnknownExecution(code: string): boolean {
  return UNKNOWN_EXECUTIONS.has(code)
}
