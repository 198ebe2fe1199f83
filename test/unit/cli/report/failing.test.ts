import { expect, test } from '@jest/globals'
import { failingInWords } from '../../../../cli/report/failing.ts'

test('failures are named with how often and since when, the most frequent first', () => {
  const failing = [
    { code: 'TimedOut', times: 1, forMs: 2_000 },
    { code: 'Throttled', times: 1_203, forMs: 123_000 },
  ]
  expect(failingInWords(failing)).toBe(
    'requests fail with Throttled (1,203 times, for 2 min 3 s), TimedOut (once, for 2.0 s)',
  )
  expect(failingInWords([])).toBe('')
})

test('three codes at most are named, the others counted', () => {
  const failing = ['a', 'b', 'c', 'd', 'e'].map((code, at) => ({ code, times: 9 - at, forMs: 1_000 }))
  expect(failingInWords(failing)).toMatch(/with a .*, b .*, c \(7 times, for 1\.0 s\) and 2 more$/)
})
