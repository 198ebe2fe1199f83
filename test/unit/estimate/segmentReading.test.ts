import { describe, expect, test } from '@jest/globals'
import { pagesOf } from '../../../functions/scavenge/estimate/segmentReading.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { SampleScene, spread } from '../../support/virtual/sampleScene.ts'

const WHOLE = { segment: 0, totalSegments: 1 }

async function countOf(scene: SampleScene, until = NEVER, limit?: () => number): Promise<number> {
  let items = 0
  for await (const page of pagesOf(scene.reading, WHOLE, until, limit)) items += page.scannedCount
  return items
}

describe('the pages of a segment', () => {
  test('hold each of its items once', async () => {
    const scene = new SampleScene(spread(1_000, () => 'candidate'))
    expect(await scene.settled(countOf(scene, NEVER, () => 300))).toBe(1_000)
    expect(scene.table.scans).toHaveLength(4)
  })

  test('are asked for again after a throttle and a failure, and not at once', async () => {
    const failures = [new Throttled([]), new RequestFailed('ECONNRESET'), new Throttled([])]
    const scene = new SampleScene(
      spread(10, () => 'young'),
      { fails: (call) => failures[call - 1] },
    )
    expect(await scene.settled(countOf(scene))).toBe(10)
    expect(scene.table.scans).toHaveLength(4)
    expect(scene.clock.monotonicMs()).toBeGreaterThan(4 * 5)
  })

  test('end by any other error', async () => {
    const scene = new SampleScene([], { fails: () => new Error('denied') })
    await expect(scene.settled(countOf(scene))).rejects.toThrow('denied')
  })

  test('end without an error when their time is up, also while a throttle lasts', async () => {
    const scene = new SampleScene([], { fails: () => new Throttled([]) })
    const until = new AbortController()
    scene.clock.after(1_000, () => until.abort())
    expect(await scene.settled(countOf(scene, until.signal))).toBe(0)
    expect(scene.clock.monotonicMs()).toBe(1_000)
  })

  test('are booked at the cap, which gets back what a failed request booked', async () => {
    const ledger: string[] = []
    const readCap = {
      thingsAtOnce: 40,
      book: async (things: number) => {
        ledger.push(`book ${things}`)
        let isSettled = false
        return {
          settle: (count: number) => {
            isSettled = true
            ledger.push(`settle ${count}`)
          },
          [Symbol.dispose]: () => {
            if (!isSettled) ledger.push('back')
          },
        }
      },
    }
    const fails = (call: number) => (call === 1 ? new Throttled([]) : undefined)
    const scene = new SampleScene(
      spread(60, () => 'young'),
      { readCap, fails },
    )
    await scene.settled(countOf(scene))
    expect(ledger).toEqual(['book 40', 'back', 'book 40', 'settle 40', 'book 40', 'settle 20'])
  })

  test('end when the cap refuses', async () => {
    const scene = new SampleScene(
      spread(10, () => 'young'),
      { readCap: { thingsAtOnce: 1, book: async () => undefined } },
    )
    expect(await scene.settled(countOf(scene))).toBe(0)
    expect(scene.table.scans).toHaveLength(0)
  })
})
