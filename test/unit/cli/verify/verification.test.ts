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

  test('of an index looks at the candidates alone: a Query does not see what else is there', () => {
    const found = { itemsLeft: 500, matchedLeft: 400, candidatesLeft: 0 }
    const evidence = { ledger, items: undefined, seed: undefined, ofIndex: true }
    expect(verify({ ...evidence, recount: found })).toMatchObject({ agrees: true, differences: [] })
    expect(verify({ ...evidence, recount: { ...found, candidatesLeft: 1 } }).agrees).toBe(false)
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

  describe('beside a program that writes to the table', () => {
    const spared = { ...ledger, spared: 4 }
    const beside = (found: typeof left, stillWritten = false) =>
      verify({ recount: found, ledger: spared, items: undefined, seed: undefined, stillWritten })

    test.each([5, 7, 9])('spared items may match the filter no more: with 4 spared, %i may be left', (matchedLeft) => {
      const { agrees, differences, expected, unknown } = beside({ ...left, matchedLeft })
      expect({ agrees, differences }).toEqual({ agrees: true, differences: [] })
      expect(expected).toEqual({ matchedLeft: { least: 5, most: 9 }, candidatesLeft: { least: 0, most: 4 } })
      expect(unknown).toEqual(['whether the 4 spared items still match the filter, or exist'])
    })

    test('more than the spared items explain is named, and is no proof against the ledger', () => {
      const { agrees, differences, unknown } = beside({ ...left, matchedLeft: 10 })
      expect(agrees).toBe(true)
      expect(differences).toEqual(['matchedLeft: expected 5 to 9, found 10'])
      expect(unknown.at(-1)).toMatch(/^which items another program changed/)
    })

    test('that spares nothing, a difference is a disagreement unless two scans differ too', () => {
      const differing = { recount: { ...left, candidatesLeft: 1 }, ledger, items: undefined, seed: undefined }
      expect(verify(differing).agrees).toBe(false)
      expect(verify({ ...differing, stillWritten: true }).agrees).toBe(true)
    })

    test('the demo table has none: spared items explain no more than themselves', () => {
      const found = { itemsLeft: 10, matchedLeft: 10, candidatesLeft: 0 }
      expect(verify({ recount: found, ledger: { ...spared, deleted: 86 }, items: 100, seed: undefined }).agrees).toBe(
        false,
      )
    })
  })

  test('a failed item may be gone, since its last delete may have gone unanswered', () => {
    const failed = { ...ledger, failed: 2 }
    const of = (candidatesLeft: number) =>
      verify({ recount: { ...left, candidatesLeft }, ledger: failed, items: undefined, seed: undefined })
    expect([0, 2, 3].map((found) => of(found).agrees)).toEqual([true, true, false])
    expect(of(0).unknown).toEqual(['whether the 2 failed items were deleted without an answer'])
  })
})
