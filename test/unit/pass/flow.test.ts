import { describe, expect, test } from '@jest/globals'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { IS_LONG } from '../../support/shared/long.ts'
import { type PartitionedShape, PartitionedTable, TABLE_REASON } from '../../support/virtual/partitionedTable.ts'
import { randomOf } from '../../support/virtual/random.ts'
import { VirtualExecution } from '../../support/virtual/virtualExecution.ts'

const TOTAL_SEGMENTS = 40

const rule = parseRule(
  {
    table: 'flow',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
    totalSegments: TOTAL_SEGMENTS,
  },
  { file: 'flow.yml', name: 'flow' },
)

type Shape = Omit<PartitionedShape, 'totalSegments' | 'latencyMs'>

async function run(shape: Shape, input: object = {}) {
  const execution = new VirtualExecution({
    table: (clock) => new PartitionedTable(clock, { ...shape, totalSegments: TOTAL_SEGMENTS, latencyMs: 6 }),
    rule,
    input,
    passMs: 9_000_000,
  })
  return { result: await execution.pass(), table: execution.table, seconds: execution.billedMs / 1_000 }
}

const FOUR = [1_000, 1_000, 1_000, 1_000]

/** Medians are of so many runs. */
const SEEDS = IS_LONG ? [1, 2, 3, 4, 5] : [1]

/** Medians of the runs: the share of the capacity that was used up to the last delete, and of the deletes throttled. */
async function medians(shape: Omit<Shape, 'random'>, input: object = {}) {
  const runs: { used: number; throttled: number }[] = []
  for (const seed of SEEDS) {
    const { result, table } = await run(
      { ...shape, random: randomOf(seed) },
      { maxWriteUnitsPerSecond: 'unlimited', ...input },
    )
    expect(result.status).toBe('complete')
    const capacity = shape.partitions.reduce((sum, units) => sum + units)
    const deleted = table.deleted.reduce((sum, items) => sum + items)
    runs.push({ used: (deleted * 1_000) / (table.lastMs * capacity), throttled: table.throttled / table.statements })
  }
  const median = (values: number[]) => values.sort((one, other) => one - other)[Math.floor(SEEDS.length / 2)]
  return { used: median(runs.map(({ used }) => used)), throttled: median(runs.map(({ throttled }) => throttled)) }
}

describe('flow', () => {
  test('ten readers use the capacity of four partitions: no segment waits for another’s throttled deletes', async () => {
    const { used, throttled } = await medians({ itemsPerSegment: IS_LONG ? 12_500 : 8_000, partitions: FOUR })
    expect(used).toBeGreaterThan(0.98)
    expect(throttled).toBeLessThan(0.005)
  })

  test('readers that move on to other segments and partitions lose no capacity, in a short run either', async () => {
    const { used, throttled } = await medians({ itemsPerSegment: 3_250, partitions: FOUR })
    expect(used).toBeGreaterThan(0.98)
    expect(throttled).toBeLessThan(0.01)
  })

  test('as many readers as partitions use the capacity of all', async () => {
    const { used, throttled } = await medians({ itemsPerSegment: 3_250, partitions: FOUR }, { readers: 4 })
    expect(used).toBeGreaterThan(0.96)
    expect(throttled).toBeLessThan(0.01)
  })

  test('a small table is hardly throttled once its rates have come down to what it takes', async () => {
    const shape = { itemsPerSegment: 1_000, partitions: [10, 10, 10, 10], savedSeconds: 1 }
    const { used, throttled } = await medians(shape, { readers: 4 })
    expect(used).toBeGreaterThan(0.98)
    expect(throttled).toBeLessThan(0.06) // nearly all of it in the first minute, which begins at 3,600 a second
  })

  test('a partition that takes nothing holds up its own segments only', async () => {
    const { result, table } = await run({ itemsPerSegment: 500, partitions: [0, 1_000, 1_000, 1_000] }, { readers: 20 })
    expect(result).toMatchObject({ status: 'continue', progress: { segmentsDone: 30 } })
    expect(table.deleted).toEqual([0, 5_000, 5_000, 5_000])
  })

  test('a limit of the table slows all segments as one: single deletes, at most one a second, ask for the cause', async () => {
    const { result, table, seconds } = await run({ itemsPerSegment: 125, partitions: FOUR, tableUnits: 100 })
    expect(result.status).toBe('complete')
    const used = table.deleted.reduce((sum, items) => sum + items, 0) / (seconds * 100)
    expect(used).toBeGreaterThan(0.93)
    expect(table.throttled / table.statements).toBeLessThan(0.25) // a start at 3,600 a second included
    expect(table.single).toBeGreaterThan(0)
    expect(table.single).toBeLessThanOrEqual(seconds + 1)
    expect(result.trouble[TABLE_REASON]).toBeGreaterThan(0)
  })

  test('a cap is kept over the whole of a pass and used', async () => {
    const { table, seconds } = await run({ itemsPerSegment: 200, partitions: FOUR }, { maxWriteUnitsPerSecond: 500 })
    const perSecond = table.deleted.reduce((sum, items) => sum + items, 0) / seconds
    expect(perSecond).toBeGreaterThan(485)
    expect(perSecond).toBeLessThan(505)
  })
})
