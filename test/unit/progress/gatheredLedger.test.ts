import { expect, test } from '@jest/globals'
import { gatheredCounts, gatheredLedger } from '../../../functions/scavenge/progress/gatheredLedger.ts'
import { balances, NO_COUNTS, report } from '../../../functions/scavenge/progress/ledger.ts'

const ONE = { ...NO_COUNTS, matched: 5, young: 1, undatedType: 1, deleted: 3, passes: 2, writeUnits: 3.5 }
const TWO = { ...NO_COUNTS, matched: 2, spared: 1, failed: 1, passes: 1, lostPasses: 1 }

test('the ledger of all shards has the sum of each count, and balances where each of theirs does', () => {
  const counts = gatheredCounts([report(ONE, false), report(TWO, false)])
  expect(counts).toMatchObject({ matched: 7, young: 1, deleted: 3, spared: 1, failed: 1, passes: 3, lostPasses: 1 })
  expect(balances(counts)).toBe(true)
  expect(gatheredLedger([report(ONE, false)], false)).toEqual(report(ONE, false))
})

test('a dry run has wouldDelete in place of deleted, and a count that is not there is 0', () => {
  const dry = { matched: 4, wouldDelete: 4 }
  expect(gatheredLedger([dry, dry, {}], true)).toMatchObject({ matched: 8, wouldDelete: 8, young: 0, undated: 0 })
  expect(gatheredLedger([dry], true)).not.toHaveProperty('deleted')
})
