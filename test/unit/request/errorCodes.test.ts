import { describe, expect, test } from '@jest/globals'
import { isDenial, isRetryable, isThrottle } from '../../../functions/scavenge/request/errorCodes.ts'

const CODES = {
  throttle: [
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'TooManyRequestsException',
  ],
  denial: [
    'AccessDeniedException',
    'AccessDenied',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'IncompleteSignatureException',
    'MissingAuthenticationTokenException',
    'MissingAuthenticationToken',
    'ExpiredTokenException',
    'CredentialsProviderError',
  ],
  retryable: ['InternalServerError', 'TransactionConflict', 'TransactionConflictException'],
  none: ['ValidationException', 'ResourceNotFoundException', 'ConditionalCheckFailed', ''],
}

describe('a code of AWS’s', () => {
  test.each(Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind])))(
    '%j is of the kind: %s',
    (code, kind) => {
      const found = { throttle: isThrottle(code), denial: isDenial(code), retryable: isRetryable(code) }
      expect(found).toEqual({
        throttle: kind === 'throttle',
        denial: kind === 'denial',
        retryable: kind === 'retryable',
      })
    },
  )
})
