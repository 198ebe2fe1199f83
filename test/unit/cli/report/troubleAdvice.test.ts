import { describe, expect, test } from '@jest/globals'
import { adviceOn, troubleLines } from '../../../../cli/report/troubleAdvice.ts'

describe('what to do about failed requests', () => {
  test.each([
    ['TableWriteKeyRangeThroughputExceeded', /one partition/],
    ['IndexWriteProvisionedThroughputExceeded: byTime', /the index uses up its provisioned capacity/],
    ['TableReadProvisionedThroughputExceeded', /maxReadUnitsPerSecond below it/],
    ['IndexWriteMaxOnDemandThroughputExceeded: byTime', /on-demand/],
    ['TableWriteAccountLimitExceeded', /Service Quotas/],
    ['Throttled', /^waited for/],
    ['ProvisionedThroughputExceededException', /^waited for/],
    ['AccessDenied', /Grant dynamodb:Scan, PartiQLDelete/],
    ['InternalServerError', /the server fails/],
    ['ServiceUnavailable', /the server fails/],
    ['TimedOut', /gateway endpoint/],
    ['ECONNRESET', /the connection fails/],
    ['TransactionConflict', /another writer/],
    ['ValidationError', /count as failed/],
    ['SyntaxError', /not DynamoDB’s/],
    ['SomethingNew', /not a code that this program knows/],
  ])('%s', (code, advice) => {
    expect(adviceOn(code)).toMatch(advice)
  })

  test('has a line for each code, the most frequent first, and none without trouble', () => {
    expect(troubleLines({ TimedOut: 1, Throttled: 1_203 })).toEqual([
      'Requests failed in the passes shown here (trouble):',
      expect.stringMatching(/^ {2}Throttled, 1,203 times: waited for\. /),
      expect.stringMatching(/^ {2}TimedOut, once: no answer in time\. /),
    ])
    expect(troubleLines({})).toEqual([])
  })
})
