import { describe, expect, test } from '@jest/globals'
import { readSample } from '../../../functions/scavenge/estimate/drawnSample.ts'
import { sumOf } from '../../../functions/scavenge/estimate/extrapolation.ts'
import { Findings } from '../../../functions/scavenge/estimate/findings.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { JUDGE, SampleScene, SHAPE, START_MS, spread } from '../../support/virtual/sampleScene.ts'

function sample(scene: SampleScene, total = 10_000, until = NEVER, share?: number) {
  const findings = new Findings(JUDGE, SHAPE, START_MS)
  const plan = { wanted: total, share }
  return scene.settled(readSample(scene.reading, (page) => findings.read(page), plan, until))
}

describe('a sample', () => {
  test('reads a hundred of 10,000 segments whole, each once, in few requests more', async () => {
    const scene = new SampleScene(spread(50_000, () => 'candidate'))
    const { segments, of } = await sample(scene)
    expect([segments.length, of]).toEqual([100, 10_000])
    expect(segments.some(({ cut }) => cut)).toBe(false)
    const scans = scene.table.scans.filter(({ limit }) => limit > 1) // without the look at the engine's soundness
    expect(new Set(scans.map(({ segment }) => segment)).size).toBe(100)
    expect(scans).toHaveLength(100)
    expect(scene.table.mostScans).toBe(4)
    expect(sumOf(segments).items).toBeGreaterThan(350)
  })

  test('reads other segments with other randomness', async () => {
    const [one, other] = [new SampleScene([], { seed: 1 }), new SampleScene([], { seed: 2 })]
    await sample(one)
    await sample(other)
    const read = new Set(one.table.scans.map(({ segment }) => segment))
    expect(other.table.scans.filter(({ segment }) => read.has(segment)).length).toBeLessThan(10)
  })

  test('reads the share that it is asked for', async () => {
    expect((await sample(new SampleScene([]), 10_000, NEVER, 0.02)).segments).toHaveLength(200)
  })

  test('cuts a segment after three pages', async () => {
    const large = spread(40, () => 'candidate', 100_000).map(({ item }) => ({ place: 0.5, item }))
    const scene = new SampleScene(large)
    const { segments } = await sample(scene, 200, NEVER, 1)
    const cut = segments.filter((segment) => segment.cut)
    expect(scene.table.scans.filter(({ segment }) => segment === 100)).toHaveLength(3)
    expect(cut).toHaveLength(1)
    expect(cut[0]?.items).toBeLessThan(40)
  })

  test('draws from ten times as many segments where they turn out longer than a page', async () => {
    const scene = new SampleScene(spread(1_200, () => 'young', 100_000)) // 120 MB
    const { segments, of } = await sample(scene, 50)
    expect(of).toBe(500)
    expect(segments).toHaveLength(100)
    expect(segments.some(({ cut }) => cut)).toBe(false)
  })

  test('is what was finished when its time is up', async () => {
    const scene = new SampleScene(
      spread(50_000, () => 'candidate'),
      { latencyMs: 100 },
    )
    const until = new AbortController()
    scene.clock.after(1_150, () => until.abort()) // 100 ms for the look at the engine's soundness
    const { segments } = await sample(scene, 10_000, until.signal)
    expect(segments).toHaveLength(40)
    expect(scene.clock.monotonicMs()).toBe(1_150)
  })

  test('cuts a segment that it has not finished when its time is up', async () => {
    const placed = spread(1_000, () => 'young', 20_000) // 20 MB in 50 segments: half a page each
    const scene = new SampleScene([...placed, ...placed, ...placed], { latencyMs: 100 })
    const until = new AbortController()
    scene.clock.after(450, () => until.abort())
    const { segments } = await sample(scene, 50, until.signal)
    expect(segments.length).toBeGreaterThan(0)
    expect(segments.some(({ cut }) => cut)).toBe(true)
  })
})
