import { describe, expect, test } from '@jest/globals'
import { countSeed } from '../../../../cli/engine/seedItems.ts'
import { verify } from '../../../../cli/verify/verification.ts'

const CUTOFF = Date.parse('2026-01-03T00:00:00Z')

describe('the verification', () => {
  const ledger = { deleted: 90, young: 3, undated: 2, spared: 0, failed: 0, lostPasses: 0 }
  const left = { itemsLeft: 10, matchedLeft: 5, candidatesLeft: 0 }

  test('agrees where what is left is what the ledger says', () => {
    expect(verify({ recount: left, ledger, items: 100, seed: undefined })).toMatchObject({
      agrees: true,
      differences: [],
    })
  })

  test.each([
    [{ ...left, itemsLeft: 9 }, 'itemsLeft: expected 10, found 9'],
    [{ ...left, matchedLeft: 6 }, 'matchedLeft: expected 5, found 6'],
    [{ ...left, candidatesLeft: 1 }, 'candidatesLeft: expected 0, found 1'],
  ])('names the count that differs: %o', (found, difference) => {
    const { agrees, differences } = verify({ recount: found, ledger, items: 100, seed: undefined })
    expect(agrees).toBe(false)
    expect(differences).toEqual([difference])
  })

  test('expects everything to be left by a dry run', () => {
    const { deleted: _, ...dry } = { ...ledger, wouldDelete: 90 }
    const untouched = { itemsLeft: 100, matchedLeft: 95, candidatesLeft: 90 }
    expect(verify({ recount: untouched, ledger: dry, items: 100, seed: undefined }).agrees).toBe(true)
  })

  test('does not ask of the ledger what a lost pass deleted, but holds the table to its maker’s counts', () => {
    const lost = { ...ledger, deleted: 80, lostPasses: 1 }
    expect(verify({ recount: left, ledger: lost, items: 100, seed: undefined }).agrees).toBe(true)
    const seed = countSeed(100, CUTOFF, CUTOFF - 48 * 3_600_000)
    const { differences } = verify({ recount: left, ledger: lost, items: 100, seed })
    expect(differences).toContain(`itemsLeft: expected ${100 - seed.deletable}, found 10`)
  })
})
