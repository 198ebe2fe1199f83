import { describe, expect, test } from '@jest/globals'
import { Findings } from '../../../functions/scavenge/estimate/findings.ts'
import { readWholeTable } from '../../../functions/scavenge/estimate/wholeTable.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { JUDGE, SampleScene, SHAPE, START_MS, spread } from '../../support/virtual/sampleScene.ts'

function read(scene: SampleScene, until = NEVER) {
  const findings = new Findings(JUDGE, SHAPE, START_MS)
  return scene.settled(readWholeTable(scene.reading, (page) => findings.read(page), until))
}

describe('a table read whole', () => {
  test('is whole with 9,999 items, each counted', async () => {
    const scene = new SampleScene(spread(9_999, (id) => (id % 3 === 0 ? 'candidate' : 'unmatched')))
    const { isWhole, counts } = await read(scene)
    expect(isWhole).toBe(true)
    expect(counts).toMatchObject({ items: 9_999, matched: 3_333, candidates: 3_333 })
  })

  test('is whole when empty', async () => {
    expect(await read(new SampleScene([]))).toMatchObject({ isWhole: true, segments: 4, counts: { items: 0 } })
  })

  test('is given up after 10,000 items and at most a request of each reader', async () => {
    const { isWhole, counts } = await read(new SampleScene(spread(50_000, () => 'young')))
    expect(isWhole).toBe(false)
    expect(counts.items).toBeGreaterThanOrEqual(10_000)
    expect(counts.items).toBeLessThanOrEqual(14_000)
  })

  test('is not whole where all of it lies in one segment and is large', async () => {
    const placed = spread(20_000, () => 'young').map(({ item }) => ({ place: 0.1, item }))
    expect(await read(new SampleScene(placed))).toMatchObject({ isWhole: false })
  })

  test('is not whole when its time is up', async () => {
    const scene = new SampleScene(
      spread(5_000, () => 'young'),
      { latencyMs: 100 },
    )
    const until = new AbortController()
    scene.clock.after(150, () => until.abort())
    const { isWhole, counts } = await read(scene, until.signal)
    expect(isWhole).toBe(false)
    expect(counts.items).toBe(4_000)
  })
})
