import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DAY_MS } from '../../../functions/scavenge/age/formats/instant.ts'
import { PAST_TO_READ, type PastExecution, surgeLimit } from '../../../functions/scavenge/guard/surge.ts'
import { randomOf } from '../../support/virtual/random.ts'

/** Past executions, newest first, from the days of their starts and what each deleted. */
const past = (...executions: readonly (readonly [day: number, deleted: number])[]): readonly PastExecution[] =>
  executions.map(([day, deleted]) => ({ startMs: day * DAY_MS, deleted }))

const daily = (count: number, deleted: number) =>
  past(...Array.from({ length: count }, (_, ago) => [100 - ago, deleted] as const))

describe('the surge limit', () => {
  test('needs three past executions', () => {
    expect(surgeLimit(10, daily(2, 5_000), 101 * DAY_MS)).toBeUndefined()
    expect(surgeLimit(10, daily(3, 5_000), 101 * DAY_MS)).toBe(50_000)
  })

  test('is never below 10,000', () => {
    expect(surgeLimit(10, daily(10, 0), 101 * DAY_MS)).toBe(10_000)
    expect(surgeLimit(1, daily(10, 10_001), 101 * DAY_MS)).toBe(10_001)
  })

  test('grows with the intervals since the last execution, and never falls below one interval', () => {
    const limitAfter = (days: number) => surgeLimit(10, daily(10, 2_000), (100 + days) * DAY_MS)
    expect([limitAfter(0.1), limitAfter(1), limitAfter(3.5)]).toEqual([20_000, 20_000, 70_000])
  })

  test('takes what an execution deleted after a gap for what came together in that gap', () => {
    const gaps = past([100, 9_000], [97, 3_000], [96, 3_000], [95, 3_000], [94, 3_000])
    expect(surgeLimit(10, gaps, 101 * DAY_MS)).toBe(30_000)
  })

  test('is not moved by the first execution over an old table, nor by one that found nothing', () => {
    const uneven = past([100, 2_000], [99, 0], [98, 2_100], [97, 1_900], [96, 5_000_000])
    expect(surgeLimit(10, uneven, 101 * DAY_MS)).toBe(20_000)
  })

  test('takes executions that started at the same moment for one interval each', () => {
    expect(surgeLimit(2, past([100, 8_000], [100, 8_000], [100, 8_000]), 101 * DAY_MS)).toBe(16_000)
  })

  test('counts an execution that was started by hand with the one before it, whose rest it found', () => {
    const byHand = past([100.04, 0], [100, 3_000], [99.04, 0], [99, 3_000], [98.04, 0], [98, 3_000], [97, 3_000])
    expect(surgeLimit(10, byHand, 101 * DAY_MS)).toBeGreaterThanOrEqual(28_000)
  })

  test('does not trip in 365 ordinary days with a weekly rhythm, growth and days left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 100, max: 2_000_000 }), (seed, usual) => {
        const random = randomOf(seed)
        const executions: PastExecution[] = []
        const trips: number[] = []
        let waiting = 0
        for (let day = 0; day < 365; day++) {
          const rhythm = day % 7 < 5 ? 1 : 0.1
          waiting += usual * rhythm * 1.006 ** day * (0.5 + random())
          if (random() < 0.03) continue // an outage
          const startMs = day * DAY_MS
          const deleted = Math.round(waiting)
          const limit = surgeLimit(10, executions.slice(0, PAST_TO_READ), startMs)
          if (limit !== undefined && deleted > limit) trips.push(day)
          executions.unshift({ startMs, deleted })
          waiting = 0
        }
        expect(trips).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
