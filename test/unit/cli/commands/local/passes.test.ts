import { expect, test } from '@jest/globals'
import { answerInWords } from '../../../../../cli/commands/local/passes.ts'

const ledger = { scanned: 0, matched: 0 }

test('an answer says whether more comes, when, and what slows it', () => {
  expect(answerInWords({ status: 'complete', ledger, waitSeconds: 0, caps: {} })).toBe('complete')
  expect(
    answerInWords({
      status: 'continue',
      ledger,
      waitSeconds: 300,
      caps: { writeUnitsPerSecond: 5, readUnitsPerSecond: 2.5 },
    }),
  ).toBe('continue, the next one in 300 s, capped at 5 write units a second and 2.5 read units a second')
  expect(answerInWords({ status: 'complete', ledger, waitSeconds: 6 })).toBe(
    'complete, ends in 6 s, when what was taken beyond the caps is made up for',
  )
})

test('an answer says what requests of its pass failed with', () => {
  expect(answerInWords({ status: 'continue', ledger, trouble: { InternalServerError: 1_203, TimedOut: 1 } })).toBe(
    'continue, requests failed with InternalServerError (1,203 times), TimedOut (once)',
  )
})
