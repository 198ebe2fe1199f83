import { describe, expect, test } from '@jest/globals'
import { Findings, judgeOf } from '../../../functions/scavenge/estimate/findings.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { itemBytes } from '../../../functions/scavenge/table/itemSize.ts'
import type { IndexShape, TableShape } from '../../../functions/scavenge/table/tableShape.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { JUDGE, JUDGED_AT, OLD, SHAPE, START_MS, thing } from '../../support/virtual/sampleScene.ts'

function pageOf(items: readonly Item[], scannedCount = items.length) {
  return { items, scannedCount, lastKey: undefined, readUnits: 3 }
}

describe('what is found', () => {
  test('counts a page by the verdicts on its items', () => {
    const natures = ['candidate', 'candidate', 'young', 'undated', 'undated', 'undated'] as const
    const findings = new Findings(JUDGE, SHAPE, START_MS)
    const counts = findings.read(
      pageOf(
        natures.map((nature, id) => thing(id, nature)),
        20,
      ),
    )
    expect(counts).toEqual({ items: 20, matched: 6, candidates: 2, young: 1, undated: 3 })
    expect(findings).toMatchObject({ items: 20, candidates: 2, readUnits: 3 })
  })

  test('adds up bytes, units and index entries of candidates alone', () => {
    const indexes = [{ name: 'byText', key: [{ name: 'text', type: 'S' }], projected: [] }] as const
    const shape: TableShape = { ...SHAPE, indexes }
    const findings = new Findings(JUDGE, shape, START_MS)
    const [large, small] = [thing(1, 'candidate', 1_500), thing(2, 'candidate', 10)]
    const { text: _, ...outside } = thing(3, 'candidate', 10)
    findings.read(pageOf([large, small, outside, thing(4, 'young', 9_000)]))
    expect(findings.candidateBytes).toBe(itemBytes(large) + itemBytes(small) + itemBytes(outside))
    expect(findings.tableUnits).toBe(4)
    expect(findings.indexUnits).toEqual([3])
    expect(findings.indexHeld).toEqual([2])
  })

  test('adds up the units of the fullest partition of the index that is read', () => {
    const read: IndexShape = { name: 'byText', key: [{ name: 'text', type: 'S' }], projected: 'all' }
    const findings = new Findings(JUDGE, { ...SHAPE, indexes: [read], read }, START_MS)
    const items = [1, 2, 3].map((id) => thing(id, 'candidate', 1_500))
    findings.read(pageOf([...items, thing(4, 'candidate', 10), thing(5, 'young', 10)]))
    expect(findings.partitionUnits).toBe(6)
    const many = Array.from({ length: 3_000 }, (_, id) => thing(id, 'candidate', id + 1))
    const bounded = new Findings(JUDGE, { ...SHAPE, indexes: [read], read }, START_MS)
    bounded.read(pageOf([...many, ...many.slice(0, 2)]))
    expect(bounded.partitionUnits).toBe(2)
    expect(new Findings(JUDGE, SHAPE, START_MS).partitionUnits).toBe(0)
  })

  test('knows the ages of the candidates', () => {
    const findings = new Findings(JUDGE, SHAPE, START_MS)
    findings.read(pageOf([thing(1, 'candidate'), thing(2, 'young')]))
    expect(findings.ages.histogram(1)).toEqual([{ fromDays: 1, toDays: 2, items: 1 }])
  })
})

describe('the judge of a rule', () => {
  test('tells the time of a candidate', () => {
    expect(judgeOf(THINGS_RULE.age, JUDGED_AT)({ at: { N: String(OLD) } })).toEqual({
      kind: 'candidate',
      timeMs: OLD * 1_000,
    })
  })

  test('tells the young and the undated from it', () => {
    expect(JUDGE(thing(1, 'young')).kind).toBe('young')
    expect(JUDGE({}).kind).toBe('undated')
    expect(JUDGE(thing(1, 'undated')).kind).toBe('undated')
  })
})
