import { describe, expect, test } from '@jest/globals'
import { verificationLines } from '../../../../cli/report/verificationLines.ts'

describe('the line about the independent scan', () => {
  const found = { itemsLeft: 2000, matchedLeft: 1981, candidatesLeft: 1949, expected: {}, differences: [], unknown: [] }

  test('says of a dry run what would be deleted, and of no failure', () => {
    expect(verificationLines({ ...found, agrees: true }, true)).toEqual([
      'Independent scan: 2,000 items, 1,981 of them match the filter, 1,949 would be deleted: agrees with the ledger',
    ])
  })

  test('says of a run what should have been deleted, and how it disagrees', () => {
    const differences = ['candidatesLeft: expected 0, found 1949']
    expect(verificationLines({ ...found, agrees: false, differences }, false)).toEqual([
      expect.stringMatching(/1,949 should have been deleted: DISAGREES with the ledger \(candidatesLeft: expected 0/),
    ])
  })

  test('says what a scan cannot tell', () => {
    const unknown = ['whether the 4 spared items still match the filter, or exist', 'this']
    const differences = ['matchedLeft: expected 5 to 9, found 10']
    expect(verificationLines({ ...found, agrees: true, differences, unknown }, false)).toEqual([
      expect.stringMatching(
        /: cannot be compared with the ledger, because another program writes to the table \(match/,
      ),
      'A scan cannot tell whether the 4 spared items still match the filter, or exist; this.',
    ])
  })
})
