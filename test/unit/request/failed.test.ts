import { expect, test } from '@jest/globals'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'

test('a throttled request says its reasons, or that there are none', () => {
  const reasons = ['TableWriteKeyRangeThroughputExceeded', 'TableReadKeyRangeThroughputExceeded']
  expect(new Throttled(reasons)).toMatchObject({ name: 'Throttled', code: 'Throttled', reasons })
  expect(new Throttled(reasons).message).toBe(`throttled: ${reasons.join(', ')}`)
  expect(new Throttled([]).message).toBe('throttled: no reason given')
})

test('a failed request says its code and keeps its cause', () => {
  const cause = new Error('connect')
  const failed = new RequestFailed('ECONNREFUSED', { cause })
  expect(failed).toMatchObject({ name: 'RequestFailed', code: 'ECONNREFUSED', cause })
  expect(failed.message).toBe('request failed: ECONNREFUSED')
})
