import { describe, expect, test } from '@jest/globals'
import { countSeed, isSeedRule, seedItem } from '../../../../cli/engine/seedItems.ts'
import { readRuleFile } from '../../../../functions/scavenge/rule/ruleFile.ts'

const { rule } = readRuleFile('rules/workers.yml')
const CUTOFF = Date.parse('2026-01-03T00:00:00Z')

describe("the seed's table", () => {
  const cutoff = CUTOFF - 48 * 3_600_000

  test('is what the project’s own rule is for', () => {
    expect(isSeedRule(rule)).toBe(true)
    if (rule.age.kind === 'none') throw new Error('the project’s own rule: expected an age')
    expect(isSeedRule({ ...rule, age: { ...rule.age, paths: [['Other']] } })).toBe(false)
    expect(isSeedRule({ ...rule, age: { ...rule.age, between: ['A', ''] } })).toBe(false)
    expect(isSeedRule({ ...rule, age: { kind: 'none' } })).toBe(false)
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
