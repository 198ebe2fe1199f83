import { describe, expect, test } from '@jest/globals'
import { balances, Ledger, NO_COUNTS, report } from '../../functions/scavenge/ledger.ts'

describe('ledger', () => {
  test('what a pass abandoned is taken back when the next one reads it again, so nothing counts twice', () => {
    const first = new Ledger()
    first.enter('deleted')
    first.abandon()
    first.abandon()
    const second = new Ledger(first.counts())
    second.enter('young')
    second.enter('deleted')
    expect(second.counts()).toMatchObject({ matched: 3, deleted: 2, young: 1, abandoned: 0 })
    expect(balances(second.counts())).toBe(true)
  })

  test('a count too many or too few does not balance', () => {
    expect(balances({ ...NO_COUNTS, matched: 1 })).toBe(false)
    expect(balances({ ...NO_COUNTS, deleted: 1 })).toBe(false)
    expect(
      balances({ ...NO_COUNTS, matched: 7, young: 1, undatedType: 1, deleted: 1, spared: 1, failed: 1, abandoned: 2 }),
    ).toBe(true)
  })

  test('reports undated as the sum of its reasons, and wouldDelete in place of deleted on a dry run', () => {
    const counts = {
      ...NO_COUNTS,
      undatedMissing: 1,
      undatedType: 2,
      undatedUnreadable: 3,
      undatedImplausible: 4,
      deleted: 5,
      wouldDelete: 6,
    }
    expect(report(counts, false)).toMatchObject({ undated: 10, deleted: 5 })
    expect(report(counts, false)).not.toHaveProperty('wouldDelete')
    expect(report(counts, true)).toMatchObject({ undated: 10, wouldDelete: 6 })
    expect(report(counts, true)).not.toHaveProperty('deleted')
  })
})
