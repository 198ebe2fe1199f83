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

/** Failures of a single delete after which a further attempt may succeed. */
const RETRYABLE = new Set(['InternalServerError', 'TransactionConflict', 'TransactionConflictException'])

/** Whether a code says that AWS throttled the request. */
export function isThrottle(code: string): boolean {
  return THROTTLES.has(code)
}

/** Whether a code says that the credentials in use may not do what was asked. */
export function isDenial(code: string): boolean {
  return DENIALS.has(code)
}

/** Whether a delete that failed with this code may succeed when it is sent again. */
export function isRetryable(code: string): boolean {
  return RETRYABLE.has(code)
}
