import { describe, expect, test } from '@jest/globals'
import { adviceOn, type Found } from '../../../../functions/scavenge/estimate/price/advice.ts'
import { dollarsOf, type Speed, type Work } from '../../../../functions/scavenge/estimate/price/price.ts'
import type { Rule } from '../../../../functions/scavenge/rule/rule.ts'
import type { IndexShape } from '../../../../functions/scavenge/table/tableShape.ts'
import { THINGS_AGE, THINGS_RULE } from '../../../support/rules/thingsRule.ts'

const SPEED: Speed = { maxWriteUnitsPerSecond: 1_000, maxReadUnitsPerSecond: 1_000, memoryMb: 512, passSeconds: 800 }
const WORK: Work = { candidates: 1e6, tableUnits: 1e6, indexUnits: [1e6], scanUnits: 1e6 }
const RULE: Rule = { ...THINGS_RULE, age: { ...THINGS_AGE, format: 'rfc3339' } }
const INDEX: IndexShape = { name: 'byDone', key: [{ name: 'done', type: 'S' }], projected: [] }

function found(more: Partial<Found> = {}, index: IndexShape = INDEX): Found {
  return {
    rule: RULE,
    shape: { key: [{ name: 'id', type: 'S' }], indexes: [index], notPriced: [] },
    cutoffMs: 1_700_000_000_000,
    work: WORK,
    dollars: dollarsOf(WORK, SPEED),
    staying: 5e7,
    bytesAnItem: 500,
    heldShares: [0.5],
    ...more,
  }
}

const kindsOf = (of: Found) => adviceOn(of).map(({ kind }) => kind)

describe('advice', () => {
  test('is native time to live, without charge, where the age is epoch seconds, and the cheapest comes first', () => {
    const [first] = adviceOn(found({ rule: THINGS_RULE }))
    expect(first).toMatchObject({ kind: 'nativeTtl', dollars: 0 })
    expect(first?.text).toContain('"at"')
    expect(kindsOf(found())).not.toContain('nativeTtl')
    const within: Rule = { ...THINGS_RULE, age: { ...THINGS_AGE, paths: [['meta', 'at']] } }
    const part: Rule = { ...THINGS_RULE, age: { ...THINGS_AGE, between: ['#', ''] } }
    const none: Rule = { ...THINGS_RULE, age: { kind: 'none' } }
    for (const rule of [within, part, none]) expect(kindsOf(found({ rule }))).not.toContain('nativeTtl')
  })

  test('is a mark of time to live where an index would not be written by it', () => {
    const [mark] = adviceOn(found())
    expect(mark?.kind).toBe('ttlMark')
    expect(found().dollars.total - (mark?.dollars ?? 0)).toBeCloseTo(0.625, 6)
    expect(kindsOf(found({}, { ...INDEX, projected: 'all' }))).toEqual([])
  })

  test('is an index that holds what the rule decides by and every candidate, and is smaller than the table', () => {
    const index: IndexShape = { ...INDEX, projected: ['at'], bytes: 8_192_000 }
    const of = found({ heldShares: [1] }, index)
    const advice = adviceOn(of).find(({ kind }) => kind === 'readIndex')
    expect(advice?.dollars).toBeCloseTo(of.dollars.total - of.dollars.scan + 1_000 * 0.000000125, 9)
    expect(kindsOf(found({ heldShares: [0.9] }, index))).not.toContain('readIndex')
    expect(kindsOf(found({ heldShares: [1] }, { ...index, projected: [] }))).not.toContain('readIndex')
    expect(kindsOf(found({ heldShares: [1] }, { ...index, bytes: 0 }))).not.toContain('readIndex')
    expect(kindsOf(found({ heldShares: [1] }, { ...index, bytes: 1e12 }))).not.toContain('readIndex')
  })

  test('is an index whose Queries read the candidates alone, and says what one partition takes', () => {
    const rule: Rule = { ...THINGS_RULE, filter: { ...THINGS_RULE.filter, expression: '#done = :true' } }
    const key = [
      { name: 'done', type: 'S' },
      { name: 'at', type: 'N' },
    ] as const
    const filter = { ...rule.filter, names: { '#done': 'done' }, values: { ':true': { S: 'yes' } } }
    const index: IndexShape = { ...INDEX, key, items: 1e8, bytes: 8_192e7 }
    const of = found({ heldShares: [1], rule: { ...rule, filter } }, index)
    const advice = adviceOn(of).find(({ kind }) => kind === 'readIndex')
    expect(advice?.dollars).toBeCloseTo(of.dollars.total - of.dollars.scan + 1e5 * 0.000000125, 9) // 1 % of its entries
    expect(advice?.text).toContain('takes 1,000 write units a second')
  })

  test('is no other index and no copy where an index is read: what the table holds beside it is not known', () => {
    const index: IndexShape = { ...INDEX, projected: ['at'], bytes: 1 }
    const few = found({ heldShares: [1], staying: 1_000 }, index)
    expect(kindsOf(few)).toEqual(expect.arrayContaining(['readIndex', 'copyRest']))
    const read = kindsOf({ ...few, shape: { ...few.shape, read: index } })
    expect(read).not.toContain('readIndex')
    expect(read).not.toContain('copyRest')
  })

  test('is a copy of what stays where that is little', () => {
    const few = found({ staying: 1_000 })
    const copy = adviceOn(few).find(({ kind }) => kind === 'copyRest')
    expect(copy?.dollars).toBeCloseTo(few.dollars.scan + 1_000 * 2 * 0.000000625, 9)
    expect(kindsOf(found())).not.toContain('copyRest')
  })

  test('is none that costs about as much: a mark where there is no index to spare', () => {
    for (const candidates of [1, 14_651, 1_000_003]) {
      const work = { ...WORK, candidates, tableUnits: candidates, indexUnits: [] }
      const none = found({ work, dollars: dollarsOf(work, SPEED), shape: { ...found().shape, indexes: [] } })
      expect(kindsOf(none)).not.toContain('ttlMark')
    }
  })

  test('is none where nothing would be deleted', () => {
    expect(adviceOn(found({ rule: THINGS_RULE, work: { ...WORK, candidates: 0, tableUnits: 0 } }))).toEqual([])
  })
})
