import { describe, expect, test } from '@jest/globals'
import { decodeToken } from '../../../functions/scavenge/progress/token.ts'
import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import { listedExecution, OLD } from '../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../support/virtual/listedTable.ts'
import { START_MS } from '../../support/virtual/virtualExecution.ts'

const MINUTE_MS = 60_000
const KEY = [{ name: 'id', type: 'S' }] as const
const old = (count: number) => Array.from({ length: count }, () => OLD)

/** A window that opens and closes so many minutes after the executions start, which is at 22:13:20 UTC. */
function windowOf(opens: number, closes: number) {
  const minute = (after: number) => (Math.floor(START_MS / MINUTE_MS) + after) % 1_440
  return { fromMinute: minute(opens), toMinute: minute(closes), timezone: 'UTC' }
}

describe('an execution whose rule has a window', () => {
  test('works inside it alone, over as many days as it takes, and counts as without one', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(900)), itemsOf(1, old(900))],
      bytes: () => 100,
      rule: { window: windowOf(10, 13) },
      input: { maxWriteUnitsPerSecond: 5 },
      passMs: 100_000,
    })
    const answers = await execution.toTheEnd()
    expect(answers[0]).toMatchObject({ status: 'continue', ledger: { scanned: 0 }, windowOpens: expect.any(String) })
    expect(answers.at(-1)).toMatchObject({
      status: 'complete',
      ledger: { deleted: 1_800, abandoned: 0, lostPasses: 0 },
    })
    const startMs = START_MS % MINUTE_MS
    for (const { sentMs } of execution.table.written) {
      const minute = ((startMs + sentMs) / MINUTE_MS) % 1_440
      expect(minute).toBeGreaterThanOrEqual(10)
      expect(minute).toBeLessThan(13)
    }
    expect(execution.clock.monotonicMs()).toBeGreaterThan(24 * 3_600_000)
    expect(new Set(answers.map(({ cutoff }) => cutoff)).size).toBe(1)
  })

  test('drains when it closes, and hands on a token as at any deadline', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(900))],
      rule: { window: windowOf(-5, 1) },
      input: { maxWriteUnitsPerSecond: 5 },
      passMs: 900_000,
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'continue', continuationToken: expect.any(String) })
    expect(execution.billedMs).toBeGreaterThan(30_000)
    expect(execution.billedMs).toBeLessThan(MINUTE_MS)
    expect(answer.waitSeconds).toBeGreaterThan(23 * 3_600)
    expect(answer.windowOpens).toBe(new Date(Math.floor(START_MS / MINUTE_MS + 1_435) * MINUTE_MS).toISOString())
    expect(decodeToken(answer.continuationToken ?? '', KEY).stalledMs).toBe(0)
  })

  test('does not take the closed hours for a stall', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(3))],
      becomes: (items, call) => (call < 90 ? new Throttled([]) : items.map(() => DELETED)),
      rule: { window: windowOf(0, 1) },
      passMs: 20_000,
    })
    const answers = await execution.toTheEnd()
    expect(answers.at(-1)).toMatchObject({ status: 'complete', ledger: { deleted: 3 } })
    expect(execution.clock.monotonicMs()).toBeGreaterThan(24 * 3_600_000)
  })
})
