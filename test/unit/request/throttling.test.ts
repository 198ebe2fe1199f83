import { ProvisionedThroughputExceededException, ThrottlingException } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { causeOf, reasonsOf } from '../../../functions/scavenge/request/throttling.ts'

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/workers'

describe('throttling', () => {
  test.each([
    ['TableWriteKeyRangeThroughputExceeded', 'partition'],
    ['TableReadKeyRangeThroughputExceeded', 'partition'],
    ['TableWriteProvisionedThroughputExceeded', 'table'],
    ['TableWriteAccountLimitExceeded', 'table'],
    ['TableWriteMaxOnDemandThroughputExceeded', 'table'],
    ['IndexWriteKeyRangeThroughputExceeded: by-status', 'table'],
    ['IndexWriteProvisionedThroughputExceeded', 'table'],
    ['OtherTableWriteKeyRange', 'table'],
  ])('%s slows the %s', (reason, cause) => {
    expect(causeOf([reason])).toBe(cause)
  })

  test('what binds all segments outweighs what binds one partition, and no reason is no cause', () => {
    expect(causeOf(['TableWriteKeyRangeThroughputExceeded', 'TableWriteAccountLimitExceeded'])).toBe('table')
    expect(causeOf([])).toBeUndefined()
  })

  test('reasons are read in both spellings, an index by its name', () => {
    const inIndex = { reason: 'IndexWriteProvisionedThroughputExceeded', resource: `${ARN}/index/by-status` }
    const inTable = { reason: 'TableWriteKeyRangeThroughputExceeded', resource: ARN }
    const metadata = { message: 'slow down', $metadata: {} }
    expect(reasonsOf(new ThrottlingException({ ...metadata, throttlingReasons: [inTable, inIndex] }))).toEqual([
      'TableWriteKeyRangeThroughputExceeded',
      'IndexWriteProvisionedThroughputExceeded: by-status',
    ])
    expect(
      reasonsOf(new ProvisionedThroughputExceededException({ ...metadata, ThrottlingReasons: [inIndex] })),
    ).toEqual(['IndexWriteProvisionedThroughputExceeded: by-status'])
  })

  test('a reason in another form is no reason', () => {
    const odd = Object.assign(new Error('slow down'), { throttlingReasons: [null, 'text', { reason: 7 }, {}] })
    expect(reasonsOf(odd)).toEqual([])
    const resources = [7, undefined, `${ARN}/index/by-status/more`, ARN].map((resource) => ({ reason: 'A', resource }))
    const strange = Object.assign(new Error('slow down'), { throttlingReasons: [{ reason: 'A' }, ...resources] })
    expect(reasonsOf(strange)).toEqual(['A', 'A', 'A', 'A', 'A'])
    expect(reasonsOf(new Error('slow down'))).toEqual([])
  })
})
