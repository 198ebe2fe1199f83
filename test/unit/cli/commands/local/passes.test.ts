import { expect, test } from '@jest/globals'
import { answerInWords, Passes } from '../../../../../cli/commands/local/passes.ts'
import { Standstill } from '../../../../../cli/commands/local/standstill.ts'
import { ESTIMATE } from '../../../../support/rules/estimates.ts'
import { quietView } from '../../../../support/runs/quietView.ts'
import { ManualClock } from '../../../../support/virtual/manualClock.ts'

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
  const opens = { waitSeconds: 6, windowOpens: '2026-11-26T21:00:00.000Z' }
  expect(answerInWords({ status: 'continue', ledger, ...opens })).toBe(
    "continue, the rule's window is closed: the next one begins at 2026-11-26T21:00:00.000Z",
  )
  expect(answerInWords({ status: 'complete', ledger, waitSeconds: 6 })).toBe(
    'complete, ends in 6 s, when what was taken beyond the caps is made up for',
  )
})

test('an answer says what requests of its pass failed with', () => {
  expect(answerInWords({ status: 'continue', ledger, trouble: { InternalServerError: 1_203, TimedOut: 1 } })).toBe(
    'continue, requests failed with InternalServerError (1,203 times), TimedOut (once)',
  )
})

test('a closed window is said before the first pass waits for it, and an open one is not', async () => {
  const notes: string[] = []
  const view = quietView({ note: (line) => notes.push(line) })
  using standstill = Standstill.start(new ManualClock(() => 0), () => {})
  const passes = new Passes({ view, logs: () => [], standstill, isDemo: false, signal: new AbortController().signal })
  const answer = { status: 'start', waitSeconds: 9, windowOpens: '2026-11-26T21:00:00.000Z' }
  expect(await passes.begin({ invoke: async () => answer }, {})).toBe(answer)
  expect(notes).toEqual(["the rule's window is closed: the first pass begins at 2026-11-26T21:00:00.000Z"])
  await passes.begin({ invoke: async () => ({ status: 'start' }) }, {})
  expect(notes).toHaveLength(1)
})

test('the estimate is shown before the first pass; that of an execution that only estimates is its outcome', async () => {
  const notes: string[] = []
  const view = quietView({ note: (line) => notes.push(line) })
  using standstill = Standstill.start(new ManualClock(() => 0), () => {})
  const passes = new Passes({ view, logs: () => [], standstill, isDemo: true, signal: new AbortController().signal })
  const begin = (status: string) => passes.begin({ invoke: async () => ({ status, estimate: ESTIMATE }) }, {})
  await begin('estimated')
  expect(notes).toEqual([])
  await begin('start')
  expect(notes).toEqual([expect.stringContaining('The demo table needs no confirmation.')])
})
