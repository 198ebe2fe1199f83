import { describe, expect, test } from '@jest/globals'
import { balances, Ledger, NO_COUNTS, report } from '../../../functions/scavenge/progress/ledger.ts'

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

  test('adds up what was read and written, and the passes that answered and that were lost', () => {
    const ledger = new Ledger({ ...NO_COUNTS, scanned: 1, readUnits: 0.5, writeUnits: 2, passes: 3, lostPasses: 4 })
    ledger.read(10, 1.5)
    ledger.read(5, 1)
    ledger.wrote(25)
    ledger.wrote(1)
    ledger.passAnswers()
    ledger.passesLost(2)
    expect(ledger.counts()).toEqual({
      ...NO_COUNTS,
      scanned: 16,
      readUnits: 3,
      writeUnits: 28,
      passes: 4,
      lostPasses: 6,
    })
  })

  test('balances exactly where each matched item was settled in one way or abandoned', () => {
    const ways = ['young', 'undatedMissing', 'undatedType', 'undatedUnreadable', 'undatedImplausible'] as const
    for (const way of [...ways, 'deleted', 'wouldDelete', 'spared', 'failed', 'abandoned'] as const) {
      expect(balances({ ...NO_COUNTS, matched: 3, [way]: 3 })).toBe(true)
      expect(balances({ ...NO_COUNTS, matched: 3, [way]: 2 })).toBe(false)
    }
  })
})
