import { describe, expect, test } from '@jest/globals'
import { IS_LONG } from '../../support/shared/long.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'
import { randomOf } from '../../support/virtual/random.ts'
import { type RangedShape, RangedTable, type Storm } from '../../support/virtual/rangedTable.ts'
import { START_MS } from '../../support/virtual/virtualExecution.ts'
import { runShards } from '../../support/virtual/virtualShards.ts'

const UNLIMITED: Omit<RangedShape, 'items'> = {
  partitions: 64,
  unitsPerSecond: Number.POSITIVE_INFINITY,
  savedSeconds: 1,
  latencyMs: 6,
}

function tableOf(shape: RangedShape, storms?: readonly Storm[]) {
  const clock = new ManualClock(randomOf(1), START_MS)
  return { clock, table: new RangedTable(clock, randomOf(2), shape, storms) }
}

/** What a parent deals out to each shard of a cap, its first rate included. */
function dealtCap(unitsPerSecond: number, atOnce: number) {
  return { write: { unitsPerSecond: unitsPerSecond / atOnce, from: 'input' }, deletesPerSecond: 3_600 / atOnce }
}

describe('the flow of shards', () => {
  test('a cap of 500 over four shards is kept in any second but for a batch a shard, and used over any ten', async () => {
    const { clock, table } = tableOf({ ...UNLIMITED, items: 20_000 })
    const input = { totalSegments: 40, readers: 10, caps: dealtCap(500, 4) }
    const outcomes = await runShards({ clock, table, shards: 4, atOnce: 4, input })
    const firstEndMs = Math.min(...outcomes.map(({ endedMs }) => endedMs))
    expect(table.left).toBe(0)
    expect(Math.max(...table.taken.windows(1_000, 0, table.taken.lastMs))).toBeLessThanOrEqual(500 + 4 * 25)
    const tens = table.taken.windows(10_000, 0, firstEndMs)
    expect(tens.length).toBeGreaterThan(100)
    expect(Math.min(...tens) / 10).toBeGreaterThanOrEqual(470)
    expect(Math.max(...tens) / 10).toBeLessThanOrEqual(500)
  })

  test('a table with 80 % of its items in 10 % of its segments takes at most 15 % longer than an even one', async () => {
    const seconds = async (itemsBefore?: RangedShape['itemsBefore']) => {
      const shape = {
        partitions: 64,
        unitsPerSecond: 500,
        savedSeconds: 0.2,
        latencyMs: 6,
        items: IS_LONG ? 256_000 : 32_000,
      }
      const { clock, table } = tableOf({ ...shape, ...(itemsBefore && { itemsBefore }) })
      const input = { totalSegments: 640, readers: 10, caps: { deletesPerSecond: 3_600 / 16 } }
      await runShards({ clock, table, shards: 64, atOnce: 16, input })
      expect(table.left).toBe(0)
      return table.taken.lastMs / 1_000
    }
    const even = await seconds()
    const dense = (share: number) => (share < 0.1 ? share * 8 : 0.8 + ((share - 0.1) * 0.2) / 0.9)
    expect((await seconds(dense)) / even).toBeLessThan(1.15)
  })

  test('kills and storms lose no item and count none twice', async () => {
    const storms = [
      { fromMs: 60_000, untilMs: 80_000, partitions: new Set([0, 1, 2, 3, 9]) },
      {
        fromMs: 100_000,
        untilMs: 150_000,
        partitions: new Set(Array.from({ length: 16 }, (_, partition) => partition)),
      },
    ]
    const items = 30_000
    const { clock, table } = tableOf(
      { items, partitions: 16, unitsPerSecond: 10, savedSeconds: 1, latencyMs: 6 },
      storms,
    )
    const random = randomOf(7)
    const killedAfterMs = () => (random() < 0.4 ? random() * 100_000 : Number.POSITIVE_INFINITY)
    const input = { totalSegments: 64, readers: 4 }
    const outcomes = await runShards({ clock, table, shards: 4, atOnce: 4, input, killedAfterMs })
    expect(table.left).toBe(0)
    expect(outcomes.map(({ shard }) => shard).sort()).toEqual([1, 2, 3, 4])
    for (const { result, removed, killed } of outcomes)
      expect(result.ledger).toMatchObject({ deleted: removed, lostPasses: killed.length })
    const removed = [...outcomes, ...outcomes.flatMap(({ killed }) => killed)].map((one) => one.removed)
    expect(removed.reduce((sum, each) => sum + each)).toBe(items)
    expect(outcomes.some(({ killed }) => killed.length > 0)).toBe(true)
  })
})
