import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Period } from '../../../functions/scavenge/age/period.ts'
import type { RuleAge } from '../../../functions/scavenge/age/ruleAge.ts'
import { judgeOf } from '../../../functions/scavenge/rule/decision.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'

const DAY_MS = 86_400_000
const startMs = 1_700_000_000_000

function judge(age: Partial<Extract<RuleAge, { kind: 'timed' }>>, item: Item, olderThanMs = 0) {
  const rule: RuleAge = {
    kind: 'timed',
    paths: [['constructor']],
    format: 'epochMilliseconds',
    period: { kind: 'fixed', ms: 0 },
    ...age,
  }
  return judgeOf(rule, { startMs, cutoffMs: startMs - olderThanMs, olderThanMs })(item)
}

describe('one period for all', () => {
  test('an item exactly as old as the cutoff is a candidate, one a fraction younger is not', () => {
    expect(judge({}, { constructor: { N: '1700000000000' } })).toBe('candidate')
    expect(judge({}, { constructor: { N: '1700000000000.0001' } })).toBe('young')
  })

  test('an absent age is missing, even where JavaScript finds a property of that name', () => {
    expect(judge({}, {})).toBe('undatedMissing')
  })
})

describe('no age', () => {
  test('all that the filter lets through is a candidate', () => {
    expect(judgeOf({ kind: 'none' }, { startMs, cutoffMs: startMs, olderThanMs: 0 })({})).toBe('candidate')
  })
})

describe('periods by item', () => {
  const period: Period = {
    kind: 'attribute',
    path: ['keep', 'days'],
    unitMs: DAY_MS,
    atLeastMs: DAY_MS,
    default: 'never',
  }
  const item = (ageMs: number, days?: string) => ({
    constructor: { N: String(startMs - ageMs) },
    ...(days !== undefined && { keep: { M: { days: { N: days } } } }),
  })

  test('an item exactly as old as its own period is a candidate', () => {
    expect(judge({ period }, item(30 * DAY_MS, '30'), DAY_MS)).toBe('candidate')
    expect(judge({ period }, item(30 * DAY_MS - 1, '30'), DAY_MS)).toBe('young')
  })

  test('no period is below the floor, and none is never', () => {
    expect(judge({ period }, item(DAY_MS, '0'), DAY_MS)).toBe('candidate')
    expect(judge({ period }, item(DAY_MS - 1, '0'), DAY_MS)).toBe('young')
    expect(judge({ period }, item(9_000 * DAY_MS), DAY_MS)).toBe('undatedImplausible')
    expect(judge({ period }, item(8_000 * DAY_MS), DAY_MS)).toBe('young')
  })

  test('olderThan of the input is a floor for every item, and shortens no period', () => {
    expect(judge({ period }, item(7 * DAY_MS, '1'), 7 * DAY_MS)).toBe('candidate')
    expect(judge({ period }, item(7 * DAY_MS - 1, '1'), 7 * DAY_MS)).toBe('young')
    expect(judge({ period }, item(29 * DAY_MS, '30'), 7 * DAY_MS)).toBe('young')
  })

  test('an item that is deleted is as old as its period, the floor and the shortest of all', () => {
    const days = fc.integer({ min: 0, max: 60 })
    fc.assert(
      fc.property(days, days, fc.integer({ min: 1, max: 60 }), (age, own, floor) => {
        const verdict = judge({ period }, item(age * DAY_MS, String(own)), floor * DAY_MS)
        expect(verdict).toBe(age >= Math.max(own, floor, 1) ? 'candidate' : 'young')
      }),
    )
  })
})
