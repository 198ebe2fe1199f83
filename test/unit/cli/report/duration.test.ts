import { expect, test } from '@jest/globals'
import { duration } from '../../../../cli/report/duration.ts'

test.each([
  [8_123, '8.1 s'],
  [59_960, '1 min 0 s'],
  [723_000, '12 min 3 s'],
  [3_599_700, '1 h 0 min'],
  [11_100_000, '3 h 5 min'],
  [187_200_000, '2 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
