import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { slices, tripOfSum } from '../../../functions/scavenge/guard/slices.ts'

const NOTHING = { deleted: 0, readUnits: 0, writeUnits: 0 }
const OPTIONAL = { pointInTimeRecovery: 'optional' } as const
const NO_LIMITS = { surge: 'none', maxShare: 'none', maxDeletes: 'none', maxDollars: 'none', ...OPTIONAL } as const
const deleted = (deletes: number) => ({ ...NOTHING, deleted: deletes })

describe('slices of a limit', () => {
  test('are rounded down, with the remainder to the first ones, and replace all other limits', () => {
    const dealt = slices({ guards: OPTIONAL, limits: { maxDeletes: 11 } }, NOTHING, [NOTHING, NOTHING, NOTHING])
    const slice = (maxDeletes: number) => ({ ...NO_LIMITS, maxDeletes })
    expect(dealt).toEqual([slice(4), slice(4), slice(3)])
  })

  test('are of the tightest limit of deletes', () => {
    const limits = { surge: 10_000, maxDeletes: 600, maxShare: 40 }
    expect(slices({ guards: OPTIONAL, limits }, NOTHING, [NOTHING, NOTHING])).toMatchObject([
      { maxDeletes: 20 },
      { maxDeletes: 20 },
    ])
  })

  test('come to exactly what is left, beside what each shard has done already', () => {
    const shards = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(shards, fc.nat(1_000), fc.nat(200_000), (each, elsewhere, limit) => {
        const done = each.reduce((sum, deletes) => sum + deletes, elsewhere)
        const dealt = slices({ guards: OPTIONAL, limits: { maxDeletes: limit } }, deleted(done), each.map(deleted))
        const more = dealt.map((slice, at) => Number(slice?.maxDeletes) - (each[at] ?? 0))
        expect(more.reduce((sum, deletes) => sum + deletes, 0)).toBe(Math.max(0, limit - done))
        expect(Math.max(...more) - Math.min(...more)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('of dollars are equal parts of what is left', () => {
    const spent = { ...NOTHING, writeUnits: 1_600_000 } // a dollar
    const [slice] = slices({ guards: OPTIONAL, limits: { maxDollars: 3 } }, spent, [spent, NOTHING])
    expect(slice?.maxDollars).toBeCloseTo(2, 9)
    expect(slice?.maxDeletes).toBe('none')
  })

  test('name each guard also where nothing limits: the rule’s own limits, which a person loosened, are in no shard', () => {
    expect(slices({ guards: OPTIONAL, limits: {} }, NOTHING, [NOTHING])).toEqual([NO_LIMITS])
    const guards = { pointInTimeRecovery: 'required' } as const
    expect(slices({ guards, limits: {} }, NOTHING, [NOTHING])).toEqual([{ ...NO_LIMITS, ...guards }])
  })
})

test('a limit is used up by the sum', () => {
  expect(tripOfSum({ maxDeletes: 10, surge: 20 }, deleted(9))).toBeUndefined()
  expect(tripOfSum({ maxDeletes: 10, surge: 20 }, deleted(10))).toEqual({ guard: 'maxDeletes', limit: 10, found: 10 })
  expect(tripOfSum({ maxDollars: 1 }, { ...NOTHING, writeUnits: 1_600_000 })).toMatchObject({ guard: 'maxDollars' })
  expect(tripOfSum({ maxDollars: 1 }, { ...NOTHING, writeUnits: 1_599_999 })).toBeUndefined()
})
