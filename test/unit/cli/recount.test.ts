import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { countSeed, isSeedRule, seedItem } from '../../../cli/engine/seedItems.ts'
import { cutoffOf, recount } from '../../../cli/verify/recount.ts'
import { verify } from '../../../cli/verify/verification.ts'
import type { AgeFormat } from '../../../functions/scavenge/rule/ruleFields.ts'
import { readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'

const { rule } = readRuleFile('rules/workers.yml')
const CUTOFF = Date.parse('2026-01-03T00:00:00Z')

/** The candidates among items that hold these ages. */
async function candidates(ages: readonly AttributeValue[], format: AgeFormat = 'rfc3339'): Promise<number> {
  const Items = ages.map((age) => ({ Age: age }))
  const client = { send: async () => ({ Items, ScannedCount: Items.length }) } as unknown as DynamoDBClient
  const counts = await recount(
    client,
    { ...rule, age: { ...rule.age, attribute: 'Age', format } },
    CUTOFF,
    new AbortController().signal,
  )
  return counts.candidatesLeft
}

describe('the recount reads time by itself', () => {
  test('an item exactly at the cutoff is a candidate, one later is not', async () => {
    expect(await candidates([{ S: '2026-01-03T00:00:00Z' }, { S: '2026-01-03T02:00:00+02:00' }])).toBe(2)
    expect(await candidates([{ S: '2026-01-03T00:00:01Z' }, { S: '2026-01-02T23:00:00-02:00' }])).toBe(0)
  })

  test('what is no time, or no plausible one, is no candidate', async () => {
    const texts = ['', 'yesterday', '2025-02-30T00:00:00Z', '2025-01-01', '2025-01-01T00:00:00', '0001-01-01T00:00:00Z']
    expect(await candidates([...texts.map((S) => ({ S })), { N: '1700000000' }, { NULL: true }])).toBe(0)
  })

  test('epoch values may be numbers or strings that hold one', async () => {
    const old = String(CUTOFF / 1000)
    expect(await candidates([{ N: old }, { S: old }, { S: 'x' }, { N: '0' }, { N: `${old}0` }], 'epochSeconds')).toBe(2)
    expect(await candidates([{ N: old }, { N: String(CUTOFF) }], 'epochMilliseconds')).toBe(1)
  })
})

test('the cutoff is olderThan before the start', () => {
  expect(cutoffOf('2026-01-05T00:00:00.500Z', '48h')).toBe(CUTOFF + 500)
  expect(cutoffOf('2026-01-05T00:00:00Z', '2d')).toBe(CUTOFF)
  expect(cutoffOf('2026-01-05T00:00:00Z', '2880m')).toBe(CUTOFF)
})

describe("the seed's table", () => {
  const cutoff = CUTOFF - 48 * 3_600_000

  test('is what the project’s own rule is for', () => {
    expect(isSeedRule(rule)).toBe(true)
    expect(isSeedRule({ ...rule, age: { ...rule.age, attribute: 'Other' } })).toBe(false)
  })

  test('keeps about 3,300 of 130,000, of each kind some', () => {
    const { deletable, ...kept } = countSeed(130_000, CUTOFF, cutoff)
    expect(deletable).toBe(130_000 - 3333)
    for (const count of Object.values(kept)) expect(count).toBeGreaterThan(50)
  })

  test('has no two items with one key, each about 183 bytes', () => {
    const keys = new Set<string>()
    let bytes = 0
    for (let index = 0; index < 5000; index++) {
      const item = seedItem(index, CUTOFF)
      keys.add(`${item.WorkerId?.N} ${item.StartTime?.S}`)
      for (const [name, value] of Object.entries(item)) bytes += name.length + (value.S?.length ?? 0)
      for (const { N } of Object.values(item)) if (N !== undefined) bytes += Math.ceil(N.length / 2) + 1
    }
    expect(keys.size).toBe(5000)
    expect(Math.abs(bytes / 5000 - 183)).toBeLessThan(10)
  })

  test('fewer are deletable at an earlier cutoff, and none is lost between the counts', () => {
    const early = countSeed(5000, CUTOFF, CUTOFF - 1000 * 3_600_000)
    const late = countSeed(5000, CUTOFF, cutoff)
    expect(early.deletable).toBeLessThan(late.deletable)
    expect(early.deletable + early.young).toBe(late.deletable + late.young)
  })
})

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
