import { describe, expect, test } from '@jest/globals'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { type PartitionedShape, PartitionedTable, TABLE_REASON } from '../../support/virtual/partitionedTable.ts'
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

async function run(shape: Omit<PartitionedShape, 'totalSegments' | 'latencyMs'>, input: object = {}) {
  const execution = new VirtualExecution({
    table: (clock) => new PartitionedTable(clock, { ...shape, totalSegments: TOTAL_SEGMENTS, latencyMs: 6 }),
    rule,
    input,
    passMs: 900_000,
  })
  return { result: await execution.pass(), table: execution.table, seconds: execution.billedMs / 1_000 }
}

describe('flow', () => {
  test('ten readers use the capacity of four partitions: no segment waits for another’s throttled deletes', async () => {
    const { result, table, seconds } = await run({ itemsPerSegment: 12_500, partitions: [1_000, 1_000, 1_000, 1_000] })
    expect(result.status).toBe('complete')
    const used = table.deleted.reduce((sum, items) => sum + items, 0) / (seconds * 4_000)
    expect(used).toBeGreaterThan(0.97)
    expect(table.throttled / table.statements).toBeLessThan(0.01)
  })

  test('a partition that takes nothing holds up its own segments only', async () => {
    const { result, table } = await run({ itemsPerSegment: 500, partitions: [0, 1_000, 1_000, 1_000] }, { readers: 20 })
    expect(result).toMatchObject({ status: 'continue', progress: { segmentsDone: 30 } })
    expect(table.deleted).toEqual([0, 5_000, 5_000, 5_000])
  })

  test('a limit of the table slows all segments as one: single deletes, at most one a second, ask for the cause', async () => {
    const partitions = [1_000, 1_000, 1_000, 1_000]
    const { result, table, seconds } = await run({ itemsPerSegment: 125, partitions, tableUnits: 100 })
    expect(result.status).toBe('complete')
    const used = table.deleted.reduce((sum, items) => sum + items, 0) / (seconds * 100)
    expect(used).toBeGreaterThan(0.93)
    expect(table.throttled / table.statements).toBeLessThan(0.25) // a start at 3,600 a second included
    expect(table.single).toBeGreaterThan(0)
    expect(table.single).toBeLessThanOrEqual(seconds + 1)
    expect(result.trouble[TABLE_REASON]).toBeGreaterThan(0)
  })

  test('a cap is kept over the whole of a pass and used', async () => {
    const { table, seconds } = await run(
      { itemsPerSegment: 200, partitions: [1_000, 1_000, 1_000, 1_000] },
      { maxWriteUnitsPerSecond: 500 },
    )
    const perSecond = table.deleted.reduce((sum, items) => sum + items, 0) / seconds
    expect(perSecond).toBeGreaterThan(485)
    expect(perSecond).toBeLessThan(505)
  })
})
