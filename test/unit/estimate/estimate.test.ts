import { describe, expect, test } from '@jest/globals'
import { type Estimated, estimateOf } from '../../../functions/scavenge/estimate/estimate.ts'
import { type SampledTable, sampleTable } from '../../../functions/scavenge/estimate/sampleTable.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { IndexShape, TableShape } from '../../../functions/scavenge/table/tableShape.ts'
import { THINGS_AGE, THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { JUDGE, OLD, SampleScene, SHAPE, START_MS, spread } from '../../support/virtual/sampleScene.ts'

/** Bytes of an estimate in Begin's answer at most: the design's bound. */
const MAX_BYTES = 16_384

const ESTIMATED: Estimated = {
  rule: THINGS_RULE,
  shape: SHAPE,
  cutoffMs: OLD * 1_000,
  confirm: undefined,
  speed: { maxWriteUnitsPerSecond: 100, maxReadUnitsPerSecond: 100, memoryMb: 512, passSeconds: 800 },
}

async function sampledOf(items: number, shape: TableShape = SHAPE): Promise<SampledTable> {
  const scene = new SampleScene(spread(items, (id) => (id % 4 === 0 ? 'young' : 'candidate')))
  const sampling = { judge: JUDGE, shape, startMs: START_MS, tableItems: items, tableBytes: 0, share: undefined }
  return scene.settled(sampleTable(scene.reading, sampling, 60_000))
}

const SMALL = await sampledOf(1_000)
const LARGE = await sampledOf(120_000)

describe('the estimate', () => {
  test('has the fields that the contract names', () => {
    const estimate = estimateOf(SMALL, { ...ESTIMATED, confirm: 'k3y0000000' })
    const named =
      'confirm table cutoff items matched candidates young undated bytes writeUnits dollars hours oldest newest ages sampled advice'
    expect(Object.keys(estimate).sort()).toEqual(named.split(' ').sort())
    expect(estimate).toMatchObject({ confirm: 'k3y0000000', table: 'things', cutoff: '2023-11-14T22:13:20.000Z' })
    expect('confirm' in estimateOf(SMALL, ESTIMATED)).toBe(false)
  })

  test('is what was counted where the table was read whole', () => {
    const { candidates, young, bytes, writeUnits, ages, oldest, hours, sampled } = estimateOf(SMALL, ESTIMATED)
    expect(candidates).toEqual({ estimate: 750, low: 750, high: 750 })
    expect(young.low).toBe(250)
    expect(bytes).toBe(SMALL.findings.candidateBytes)
    expect(writeUnits).toEqual({ table: 750, indexes: {} })
    expect(ages).toEqual([{ fromDays: 1, toDays: 2, items: 750 }])
    expect(oldest).toBe('2023-11-14')
    expect(hours).toBeCloseTo(7.5 / 3_600, 4)
    expect(sampled).toMatchObject({ segments: 4, of: 4, items: 1_000 })
  })

  test('multiplies what the sample found of each candidate by the candidates', () => {
    const { candidates, bytes, writeUnits, ages } = estimateOf(LARGE, ESTIMATED)
    const each = LARGE.findings.candidateBytes / LARGE.findings.candidates
    expect(bytes / candidates.estimate).toBeCloseTo(each, 1)
    expect(writeUnits.table).toBe(candidates.estimate)
    expect(ages).toEqual([{ fromDays: 1, toDays: 2, items: candidates.estimate }])
  })

  test('prices each index by its name, and names those that it does not price', async () => {
    const indexes: readonly IndexShape[] = [{ name: 'byText', key: [{ name: 'text', type: 'S' }], projected: 'all' }]
    const shape = { ...SHAPE, indexes, notPriced: ['byMeaning'] }
    const { writeUnits } = estimateOf(await sampledOf(1_000, shape), { ...ESTIMATED, shape })
    expect(writeUnits).toEqual({ table: 750, indexes: { byText: 750 }, notPriced: ['byMeaning'] })
  })

  test('says what reading costs by an index and by the table', async () => {
    const read: IndexShape = {
      name: 'byDone',
      key: [
        { name: 'done', type: 'S' },
        { name: 'at', type: 'S' },
      ],
      projected: 'all',
    }
    const shape: TableShape = { ...SHAPE, indexes: [read], read, bytes: 8_192_000 }
    const sampled = await sampledOf(1_000, shape)
    const estimate = estimateOf(sampled, {
      ...ESTIMATED,
      shape,
      speed: { ...ESTIMATED.speed, maxWriteUnitsPerSecond: 1e6 },
    })
    expect(estimate.reads).toMatchObject({ index: { name: 'byDone' }, table: { readUnits: 1_000, dollars: 0.000125 } })
    expect(estimate.dollars.scan).toBe(estimate.reads?.index.dollars)
    expect(estimateOf(SMALL, ESTIMATED).reads).toBeUndefined()
  })

  test('has nothing to delete in an empty table', async () => {
    const estimate = estimateOf(await sampledOf(0), ESTIMATED)
    expect(estimate).toMatchObject({ bytes: 0, hours: 0, oldest: null, ages: [], advice: [] })
    expect(estimate.dollars.total).toBeGreaterThan(0)
  })

  test('is below 16 KB with 25 indexes of the longest names, all ages and every advice', async () => {
    const name = (at: number) => `${at}`.padStart(255, 'i')
    const key = [{ name: 'text', type: 'S' }] as const
    const indexes = Array.from({ length: 25 }, (_, at) => ({
      name: name(at),
      key,
      projected: ['at', 'done'],
      bytes: 1,
    }))
    const shape: TableShape = { ...SHAPE, indexes, notPriced: Array.from({ length: 5 }, (_, at) => name(at)) }
    const sampled = await sampledOf(2_000, shape)
    for (let days = 0; days < 40_000; days += 0.5) sampled.findings.ages.add(START_MS - days * 86_400_000)
    const rule: Rule = {
      ...THINGS_RULE,
      table: 't'.repeat(255),
      age: { ...THINGS_AGE, paths: [['\u0000'.repeat(3_000)]] },
    }
    const estimate = estimateOf(sampled, { ...ESTIMATED, rule, shape, confirm: 'k3y0000000' })
    expect(estimate.advice.length).toBeGreaterThanOrEqual(3)
    expect(Buffer.byteLength(JSON.stringify(estimate))).toBeLessThan(MAX_BYTES)
  })
})
