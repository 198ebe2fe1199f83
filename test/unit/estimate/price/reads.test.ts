import { describe, expect, test } from '@jest/globals'
import { readsOf, readUnits } from '../../../../functions/scavenge/estimate/price/reads.ts'
import { sampleTable } from '../../../../functions/scavenge/estimate/sampleTable.ts'
import type { IndexShape } from '../../../../functions/scavenge/table/tableShape.ts'
import { THINGS_AGE } from '../../../support/rules/thingsRule.ts'
import { JUDGE, JUDGED_AT, SampleScene, SHAPE, START_MS, spread } from '../../../support/virtual/sampleScene.ts'

const ITEMS = 1_000
const DUE = 10

const scene = new SampleScene(spread(ITEMS, (id) => (id < DUE ? 'candidate' : id < 500 ? 'young' : 'unmatched')))
const sampling = { judge: JUDGE, shape: SHAPE, startMs: START_MS, tableItems: ITEMS, tableBytes: 0, share: undefined }
const sampled = await scene.settled(sampleTable(scene.reading, sampling, 60_000))
const { cutoffMs } = JUDGED_AT

/** A rule whose filter is a Query's key or not, and an index of it that is sorted by the age or not. */
function estimated({ compares = '=', sort = 'at' }: { readonly compares?: string; readonly sort?: string } = {}) {
  const read: IndexShape = {
    name: 'byState',
    key: [
      { name: 'state', type: 'S' },
      { name: sort, type: 'N' },
    ],
    projected: 'all',
  }
  const values = { ':done': { S: 'done' } }
  const rule = { filter: { expression: `#s ${compares} :done`, names: { '#s': 'state' }, values }, age: THINGS_AGE }
  return { rule, shape: { ...SHAPE, indexes: [read], read, bytes: 8_192_000 }, cutoffMs }
}

describe('the read units of a rule', () => {
  const whole = (ITEMS * sampled.bytesAnItem) / 8_192

  test('are those of a whole scan of the table, or of an index that no Query reads', () => {
    const table = { ...estimated(), shape: SHAPE }
    expect(readUnits(table, sampled)).toBeCloseTo(whole, 6)
    expect(readUnits(estimated({ compares: '<>' }), sampled)).toBeCloseTo(whole, 6)
    expect(readUnits(estimated({ sort: 'other' }), sampled)).toBeCloseTo(whole, 6)
  })

  test('are those of the candidates where Queries end at the cutoff', () => {
    expect(readUnits(estimated(), sampled)).toBeCloseTo((whole * DUE) / ITEMS, 6)
  })

  test('are those of the partitions where a Query has no end', () => {
    const all = { ...estimated(), rule: { ...estimated().rule, age: { kind: 'none' } as const } }
    expect(readUnits(all, sampled)).toBeCloseTo(whole / 2, 6)
  })
})

describe('the cost of reading', () => {
  test('stands side by side for index and table', () => {
    expect(readsOf(estimated(), 12.34)).toEqual({
      index: { name: 'byState', by: 'query', readUnits: 12.3, dollars: 0.000002 },
      table: { readUnits: 1_000, dollars: 0.000125 },
    })
    expect(readsOf(estimated({ compares: '<>' }), 1)?.index.by).toBe('scan')
  })

  test('is of the index alone where the table does not tell its size, and not said where the table is read', () => {
    const { rule, shape } = estimated()
    expect(readsOf({ rule, shape: { ...shape, bytes: 0 }, cutoffMs }, 1)).not.toHaveProperty('table')
    expect(readsOf({ rule, shape: SHAPE, cutoffMs }, 1)).toBeUndefined()
  })
})
