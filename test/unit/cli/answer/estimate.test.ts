import { expect, test } from '@jest/globals'
import { estimateIn } from '../../../../cli/answer/estimate.ts'
import { ESTIMATE } from '../../../support/rules/estimates.ts'

test('the estimate of an output is read, as JSON brings it', () => {
  const output: unknown = JSON.parse(JSON.stringify({ status: 'estimated', estimate: ESTIMATE }))
  expect(estimateIn(output)).toEqual(ESTIMATE)
})

test.each([undefined, null, {}, { estimate: {} }, { estimate: { ...ESTIMATE, items: 3 } }])(
  'there is none in %j',
  (output) => {
    expect(estimateIn(output)).toBeUndefined()
  },
)
