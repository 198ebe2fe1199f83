import { describe, expect, test } from '@jest/globals'
import { soundSegments } from '../../../functions/scavenge/estimate/soundSegments.ts'
import type { ScanRequest } from '../../../functions/scavenge/table/table.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { SampleScene, spread, thing } from '../../support/virtual/sampleScene.ts'

const placed = spread(1_000, () => 'candidate')

/** How many segments are drawn from on an engine that answers `asked` in place of each request. */
function soundOn(scene: SampleScene, wanted: number, asked = (request: ScanRequest) => request) {
  const table = { scan: (request: ScanRequest, signal: AbortSignal) => scene.table.scan(asked(request), signal) }
  return scene.settled(soundSegments({ ...scene.reading, table }, wanted, NEVER))
}

/** As dynalite does: the last segments of more than 4,096 bring the whole table. */
function coarse(request: ScanRequest): ScanRequest {
  const { segment, totalSegments } = request
  return Math.ceil((4_096 * segment) / totalSegments) >= 4_096 ? { ...request, segment: 0, totalSegments: 1 } : request
}

describe('the segments to draw from', () => {
  test('are as many as wanted where no segment begins as another one does, at the price of two items', async () => {
    const scene = new SampleScene(placed)
    expect(await soundOn(scene, 10_000)).toBe(10_000)
    expect(scene.table.scans.map(({ limit }) => limit)).toEqual([1, 1])
  })

  test('are as many as wanted in a table that holds nothing', async () => {
    expect(await soundOn(new SampleScene([]), 10_000)).toBe(10_000)
  })

  test('are 4,096 where the last of more brings the whole table', async () => {
    expect(await soundOn(new SampleScene(placed), 10_000, coarse)).toBe(4_096)
    expect(await soundOn(new SampleScene(placed), 1_000_000, coarse)).toBe(4_096)
    expect(await soundOn(new SampleScene(placed), 4_096, coarse)).toBe(4_096)
  })

  test('are one where the engine ignores segments', async () => {
    const ignoring = (request: ScanRequest) => ({ ...request, segment: 0, totalSegments: 1 })
    expect(await soundOn(new SampleScene(placed), 10_000, ignoring)).toBe(1)
    expect(await soundOn(new SampleScene(placed), 50, ignoring)).toBe(1)
  })

  test('are fewer, and correct, where all items are in the last segment', async () => {
    const last = Array.from({ length: 100 }, (_, id) => ({ place: 1 - 1 / 5_000, item: thing(id, 'candidate') }))
    expect(await soundOn(new SampleScene(last), 10_000)).toBe(10_000)
    const verylast = last.map(({ item }) => ({ place: 1 - 1 / 20_000, item }))
    expect(await soundOn(new SampleScene(verylast), 10_000)).toBe(1)
  })
})
