import { describe, expect, test } from '@jest/globals'
import { type Sampling, sampleMs, sampleTable } from '../../../functions/scavenge/estimate/sampleTable.ts'
import { UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import { JUDGE, SampleScene, SHAPE, START_MS, spread } from '../../support/virtual/sampleScene.ts'

const SAMPLING: Sampling = {
  judge: JUDGE,
  shape: SHAPE,
  startMs: START_MS,
  tableItems: undefined,
  tableBytes: undefined,
  share: undefined,
}

function sampled(scene: SampleScene, more: Partial<Sampling> = {}, withinMs = 60_000) {
  return scene.settled(sampleTable(scene.reading, { ...SAMPLING, ...more }, withinMs))
}

const mostly = (id: number) => (id % 10 === 0 ? 'young' : 'candidate')

describe('the time of a sample', () => {
  test('is a quarter of what the invocation has left, and at most a minute', () => {
    expect(sampleMs(40_000)).toBe(10_000)
    expect(sampleMs(900_000)).toBe(60_000)
  })
})

describe('a table of fewer than 10,000 items', () => {
  const placed = spread(9_999, mostly)

  test.each([undefined, 0, 50_000, 5_000_000])('is exact where its own count says %s', async (tableItems) => {
    const { isExact, intervals, findings } = await sampled(new SampleScene(placed), { tableItems })
    expect(isExact).toBe(true)
    expect(intervals.items).toEqual({ estimate: 9_999, low: 9_999, high: 9_999 })
    expect(intervals.candidates).toEqual({ estimate: 8_999, low: 8_999, high: 8_999 })
    expect(findings.candidates).toBe(8_999)
  })

  test('is exact through throttles too', async () => {
    const scene = new SampleScene(placed, { fails: (call) => (call % 3 === 0 ? new Throttled([]) : undefined) })
    expect((await sampled(scene)).intervals.items.low).toBe(9_999)
  })

  test('is a sample, never exact, where the time is too short', async () => {
    const { isExact, intervals } = await sampled(new SampleScene(placed, { latencyMs: 100 }), {}, 500)
    expect(isExact).toBe(false)
    expect(intervals.items.low).toBeLessThanOrEqual(9_999)
    expect(intervals.items.high).toBeGreaterThanOrEqual(9_999)
  })
})

describe('a table of 10,000 items and more', () => {
  const placed = spread(200_000, mostly, 50)

  test('is told by a sample, whose interval holds what is there', async () => {
    const { isExact, intervals, of, segments } = await sampled(new SampleScene(placed), { tableItems: 190_000 })
    expect(isExact).toBe(false)
    expect([segments, of]).toEqual([100, 10_000])
    expect(intervals.items.low).toBeLessThanOrEqual(200_000)
    expect(intervals.items.high).toBeGreaterThanOrEqual(200_000)
    expect(intervals.candidates.low).toBeGreaterThan(100_000)
  })

  test('is not tried whole where the sample leaves no doubt', async () => {
    const scene = new SampleScene(placed)
    await sampled(scene, { tableItems: 200_000 })
    const scans = scene.table.scans.filter(({ limit }) => limit > 1) // without the look at the engine's soundness
    expect(scans.every(({ totalSegments }) => totalSegments === 10_000)).toBe(true)
  })

  test('counts at least what was read of it in any way', async () => {
    const clustered = placed.slice(0, 20_000).map(({ item }, at) => ({ place: at < 10_000 ? 0.1 : 0.9, item }))
    const { isExact, intervals, itemsRead } = await sampled(new SampleScene(clustered))
    expect(isExact).toBe(false)
    expect(intervals.items.low).toBeGreaterThanOrEqual(10_000)
    expect(itemsRead).toBeGreaterThanOrEqual(10_000)
  })

  test('is read no faster than the cap allows', async () => {
    const scene = new SampleScene(placed)
    const settings = {
      unitsPerSecond: 20,
      unitsEach: 0.125,
      burstSeconds: undefined,
      carriedUnits: undefined,
      longestWaitSeconds: 60,
    }
    const reading = { ...scene.reading, readCap: new UnitsCap(scene.clock, settings) }
    const { readUnits } = await scene.settled(sampleTable(reading, { ...SAMPLING, tableItems: 200_000 }, 60_000))
    expect(readUnits).toBeLessThanOrEqual((scene.clock.monotonicMs() / 1_000) * 20 + 20)
  })

  test('takes less than two seconds for 20,000 items where a request takes 20 ms', async () => {
    const scene = new SampleScene(spread(20_000, mostly), { latencyMs: 20 })
    await scene.settled(sampleTable({ ...scene.reading, readers: 10 }, { ...SAMPLING, tableItems: 20_000 }, 60_000))
    expect(scene.clock.monotonicMs()).toBeLessThan(2_000)
  })

  test('ends within its time, whatever the engine does', async () => {
    const scene = new SampleScene(placed, { fails: () => new Throttled([]) })
    const { isExact, segments, intervals } = await sampled(scene, { tableItems: 200_000 }, 10_000)
    expect(scene.clock.monotonicMs()).toBe(10_000)
    expect([isExact, segments]).toEqual([false, 0])
    expect(intervals.items.low).toBe(0)
  })

  test('rejects by an error that no repetition mends, and leaves nothing due', async () => {
    const scene = new SampleScene(placed, { fails: (call) => (call > 5 ? new Error('denied') : undefined) })
    await expect(sampled(scene)).rejects.toThrow('denied')
    const endedMs = scene.clock.monotonicMs()
    await scene.clock.run(() => false, Number.POSITIVE_INFINITY)
    expect(scene.clock.monotonicMs()).toBe(endedMs)
  })
})
