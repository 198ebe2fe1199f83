import { describe, expect, test } from '@jest/globals'
import { type Expected, expectedTrip, limitsOf } from '../../../functions/scavenge/guard/guards.ts'
import { DEFAULT_GUARDS, type Guards } from '../../../functions/scavenge/rule/guardFields.ts'

const limits = (guards: Partial<Guards>, basis = {}, dryRun = false) =>
  limitsOf({ guards: { ...DEFAULT_GUARDS, ...guards }, dryRun }, basis)

const estimate: Expected = {
  items: { estimate: 10_000, low: 9_000 },
  candidates: { estimate: 2_000, low: 1_500 },
  dollars: { scan: 1, total: 5 },
}

describe('the limits of an execution', () => {
  test('are none by default, where no surge was found out', () => {
    expect(limits({})).toEqual({})
  })

  test('are those of the rule, the share as items that were estimated, rounded down', () => {
    expect(limits({ maxDeletes: 7, maxShare: '12.5%', maxDollars: 2 }, { items: 99, surge: 10_000 })).toEqual({
      surge: 10_000,
      maxDeletes: 7,
      maxShare: 12,
      maxDollars: 2,
    })
  })

  test('have no share where nobody counted the items', () => {
    expect(limits({ maxShare: '20%' })).toEqual({})
  })

  test('are none for a dry run', () => {
    expect(limits({ maxDeletes: 7, maxDollars: 2 }, { items: 99, surge: 10_000 }, true)).toEqual({})
  })
})

describe('an estimate', () => {
  test.each([
    ['maxDeletes', { maxDeletes: 1_499 }, 1_499, 1_500],
    ['maxShare', { maxShare: 1_000 }, 1_000, 1_500],
    ['surge', { surge: 1_200, maxDeletes: 1_400 }, 1_200, 1_500],
    ['maxDollars', { maxDollars: 3.8 }, 3.8, 0.9 + 3],
  ] as const)('trips %s by its low', (guard, of, limit, found) => {
    expect(expectedTrip(of, estimate)).toEqual({ guard, limit, found: expect.closeTo(found) })
  })

  test.each([
    ['maxDeletes', { maxDeletes: 1_500 }],
    ['maxShare', { maxShare: 1_500 }],
    ['surge', { surge: 1_500 }],
    ['maxDollars', { maxDollars: 3.91 }],
  ])('does not trip %s where only more than its low is beyond the limit', (_, of) => {
    expect(expectedTrip(of, estimate)).toBeUndefined()
  })

  test('of an empty table trips nothing, not even a limit of 0', () => {
    const none = { estimate: 0, low: 0 }
    const empty = { items: none, candidates: none, dollars: { scan: 0, total: 0 } }
    expect(expectedTrip({ maxDeletes: 0, maxShare: 0, maxDollars: 0 }, empty)).toBeUndefined()
  })
})
