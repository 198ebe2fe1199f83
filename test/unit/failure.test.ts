import { ProvisionedThroughputExceededException, ThrottlingException } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { AccessDenied, InvalidContinuationToken, InvalidRule, TableNotFound } from '../../functions/scavenge/errors.ts'
import { failureOf } from '../../functions/scavenge/failure.ts'
import { RequestFailed, Throttled } from '../../functions/scavenge/table.ts'

const scan = { action: 'Scan', table: 'workers' } as const
const hotPartition = [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:aws:dynamodb:::table/workers' }]

function named(name: string, message = '', more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more })
}

describe('failure', () => {
  test.each([
    [
      'on-demand tables',
      new ThrottlingException({ $metadata: {}, message: 'slow down', throttlingReasons: hotPartition }),
    ],
    [
      'provisioned tables',
      new ProvisionedThroughputExceededException({
        $metadata: {},
        message: 'slow down',
        ThrottlingReasons: hotPartition,
      }),
    ],
  ])('a throttle of %s brings its reasons', (_, error) => {
    const failure = failureOf(error, scan)
    expect(failure).toBeInstanceOf(Throttled)
    expect(failure).toMatchObject({ reasons: ['TableWriteKeyRangeThroughputExceeded'] })
  })

  test('a throttle without reasons is a throttle all the same', () => {
    expect(failureOf(named('RequestLimitExceeded'), scan)).toMatchObject({ name: 'Throttled', reasons: [] })
  })

  test.each([
    ['AccessDeniedException', AccessDenied],
    ['ExpiredTokenException', AccessDenied],
    ['ResourceNotFoundException', TableNotFound],
    ['InternalServerError', RequestFailed],
    ['SyntaxError', RequestFailed],
    ['TimeoutError', RequestFailed],
  ])('%s arrives as what can be done about it', (name, expected) => {
    expect(failureOf(named(name), scan)).toBeInstanceOf(expected)
  })

  test('a denial names the action and the table', () => {
    const failure = failureOf(named('AccessDeniedException', 'not authorized'), { ...scan, action: 'PartiQLDelete' })
    expect(failure.message).toContain('dynamodb:PartiQLDelete on table workers')
  })

  test('a lost connection is told by its code', () => {
    expect(failureOf(named('Error', 'connect', { code: 'ECONNREFUSED' }), scan)).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('a Scan that DynamoDB refuses is the rule’s fault, or the token’s where it is the start key', () => {
    expect(failureOf(named('ValidationException', 'Invalid FilterExpression: Syntax error'), scan)).toBeInstanceOf(
      InvalidRule,
    )
    const startKey = 'The provided starting key is invalid: it is of another segment'
    expect(failureOf(named('ValidationException', startKey), scan)).toBeInstanceOf(InvalidContinuationToken)
  })

  test('what is thrown and no Error at all is a failed request', () => {
    expect(failureOf('a text', scan)).toBeInstanceOf(RequestFailed)
  })
})
