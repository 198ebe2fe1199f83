import { ProvisionedThroughputExceededException, ThrottlingException } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { failureOf, hasItem } from '../../../functions/scavenge/dynamodb/failure.ts'
import {
  AccessDenied,
  InvalidContinuationToken,
  InvalidRule,
  TableNotFound,
} from '../../../functions/scavenge/errors.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'

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

  test('a denial by the table’s KMS key names the rule’s kmsKey', () => {
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b'
    const message = `User is not authorized to perform: kms:Decrypt on resource: ${arn}`
    const failure = failureOf(named('AccessDeniedException', message), scan)
    expect(failure).toBeInstanceOf(AccessDenied)
    expect(failure.message).toContain("name the table's KMS key in the rule's kmsKey")
    expect(failure.message).not.toContain('grant the action')
  })

  test.each([
    ['InvalidSignatureException', 'Signature expired: 20261126T101500Z is now earlier than 20261126T102000Z'],
    ['InvalidSignatureException', 'Signature not yet current: 20261126T104500Z is still later than 20261126T102000Z'],
    ['RequestTimeTooSkewed', ''],
  ])('%s with the text %j is a failed request, to be signed anew', (name, message) => {
    const failure = failureOf(named(name, message), scan)
    expect(failure).toMatchObject({ name: 'RequestFailed', code: name })
    expect(failure).not.toHaveProperty('cause')
  })

  test('a wrong signature is a denial that shows nothing of what was signed', () => {
    const failure = failureOf(
      named('InvalidSignatureException', "The Canonical String should have been 'secret'"),
      scan,
    )
    expect(failure).toBeInstanceOf(AccessDenied)
    expect(failure.message).toContain('found InvalidSignatureException; grant')
    expect(failure).not.toHaveProperty('cause')
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

  test('a denial keeps its message and says what to do', () => {
    const failure = failureOf(named('AccessDeniedException', 'no such key'), scan)
    expect(failure).toBeInstanceOf(AccessDenied)
    expect(failure.message).toBe(
      'dynamodb:Scan on table workers: expected to be allowed, found AccessDeniedException (no such key); grant the action to the role, then redrive',
    )
  })

  test.each(['ResourceNotFoundException', 'ResourceNotFound', 'TableNotFoundException'])(
    '%s is a table that is not there, and says what to do',
    (name) => {
      const failure = failureOf(named(name), scan)
      expect(failure).toBeInstanceOf(TableNotFound)
      expect(failure.message).toContain(
        'table workers: expected to exist in this account and Region, found none; make it',
      )
    },
  )

  test('a refused Scan says what DynamoDB said, and shows no start key', () => {
    const filter = failureOf(named('ValidationException', 'Invalid FilterExpression: Syntax error'), scan)
    expect(filter.message).toContain('filter.expression: expected one that DynamoDB takes')
    expect(filter.message).toContain('Invalid FilterExpression: Syntax error')
    for (const said of [
      'The provided starting key is invalid: secret',
      'ExclusiveStartKey secret',
      'Exclusive Start Key must have the size of the schema: secret',
    ]) {
      const key = failureOf(named('ValidationException', said), scan)
      expect(key).toBeInstanceOf(InvalidContinuationToken)
      expect(key.message).toMatch(
        /^continuationToken: expected keys of this table's segments, .*; start without a token$/,
      )
    }
  })

  test.each([
    'Invalid FilterExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:SECRET}, upper bound operand: AttributeValue: {S:SECRET}',
    'Invalid FilterExpression: operand: AttributeValue: {L:[{S:SECRET}, {S:}} SECRET}]}',
    'Invalid FilterExpression: operand: AttributeValue:{S:SECRET\nSECRET}',
  ])('a refused filter shows no value: %j', (message) => {
    const refused = failureOf(named('ValidationException', message), scan)
    expect(refused).toBeInstanceOf(InvalidRule)
    expect(refused.message).toMatch(/found one that it refuses: Invalid FilterExpression: .*operand: \(a value\)$/)
    expect(refused).not.toHaveProperty('cause')
  })

  test('an attribute named StartKey is the filter’s, not the token’s', () => {
    const message = 'Filter Expression can only contain non-primary key attributes: Primary key attribute: StartKey'
    expect(failureOf(named('ValidationException', message), { ...scan, action: 'Query' })).toBeInstanceOf(InvalidRule)
  })

  test.each([
    'The table does not have the specified index: by-status',
    'Cannot read from backfilling global secondary index: by-status',
  ])('%s: the rule’s index, not its filter', (message) => {
    const refused = failureOf(named('ValidationException', message), { ...scan, action: 'Query' })
    expect(refused).toBeInstanceOf(InvalidRule)
    expect(refused.message).toMatch(/^index: expected an index of the table that is active, found .*by-status$/)
  })

  test('a refusal of anything but a Scan is a failed request', () => {
    const refused = failureOf(named('ValidationException', 'start key'), { ...scan, action: 'DeleteItem' })
    expect(refused).toMatchObject({ name: 'RequestFailed', code: 'ValidationException' })
  })

  test('a failed request keeps its cause, and its name where it has no code', () => {
    const cause = named('SocketError')
    expect(failureOf(cause, scan)).toMatchObject({ code: 'SocketError', cause })
    expect(failureOf(named('Odd', '', { code: 7 }), scan)).toMatchObject({ code: 'Odd' })
    const throttle = named('ThrottlingException')
    expect(failureOf(throttle, scan).cause).toBe(throttle)
    expect(failureOf('a text', scan)).toMatchObject({ code: 'Error', cause: 'a text' })
  })

  test.each([
    [
      [{ reason: 'A' }, { reason: 'B' }],
      ['A', 'B'],
    ],
    [[{ reason: 'A' }, { reason: 7 }, {}, null, 'text'], ['A']],
    ['no list', []],
    [undefined, []],
  ])('of the reasons %j it takes those that are texts', (throttlingReasons, reasons) => {
    expect(failureOf(named('ThrottlingException', '', { throttlingReasons }), scan)).toMatchObject({ reasons })
  })
})

describe('an item in an answer', () => {
  test.each([
    [{ id: { S: 'x' } }, true],
    [{}, false],
    [undefined, false],
    [null, false],
    ['text', false],
  ])('%j: %j', (item, there) => {
    expect(hasItem(item)).toBe(there)
  })
})
