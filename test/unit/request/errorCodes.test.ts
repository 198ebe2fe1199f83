import { describe, expect, test } from '@jest/globals'
import {
  isDenial,
  isDeniedItem,
  isFinal,
  isItemsOwn,
  isThrottle,
  isWrongDate,
  mayBeAllowedSoon,
} from '../../../functions/scavenge/request/errorCodes.ts'

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
  final: [
    'ValidationError',
    'ValidationException',
    'ItemCollectionSizeLimitExceeded',
    'ItemCollectionSizeLimitExceededException',
    'DuplicateItem',
    'DuplicateItemException',
  ],
  none: ['InternalServerError', 'TransactionConflict', 'ResourceNotFoundException', 'ReplicatedWriteConflict', ''],
}

describe('a code of AWS’s', () => {
  test.each(Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind])))(
    '%j is of the kind: %s',
    (code, kind) => {
      const found = { throttle: isThrottle(code), denial: isDenial(code), final: isFinal(code) }
      expect(found).toEqual({ throttle: kind === 'throttle', denial: kind === 'denial', final: kind === 'final' })
    },
  )

  test('denies an action, or may be over soon, or neither', () => {
    expect(CODES.denial.filter(isDeniedItem)).toEqual(['AccessDeniedException', 'AccessDenied'])
    const soon = ['AccessDeniedException', 'AccessDenied', 'UnrecognizedClientException']
    expect(CODES.denial.filter(mayBeAllowedSoon)).toEqual(soon)
  })

  test('speaks of an item where DeleteItem meets another writer', () => {
    const codes = ['TransactionConflictException', 'ReplicatedWriteConflictException', 'InternalServerError']
    expect(codes.map(isItemsOwn)).toEqual([true, true, false])
  })

  test.each([
    ['InvalidSignatureException', 'Signature expired: 20261126T101500Z is now earlier than 20261126T102000Z', true],
    ['InvalidSignatureException', 'Signature not yet current: 20261126T104500Z is still later than', true],
    ['InvalidSignatureException', 'The request signature we calculated does not match. Signature expired', false],
    ['RequestTimeTooSkewed', '', true],
    ['RequestExpired', '', true],
    ['RequestInTheFuture', '', true],
    ['AccessDeniedException', 'Signature expired', false],
    ['ExpiredTokenException', 'The security token included in the request is expired', false],
  ])('%s with the text %j speaks of a wrong date: %j', (code, message, wrong) => {
    expect(isWrongDate(code, message)).toBe(wrong)
  })
})
