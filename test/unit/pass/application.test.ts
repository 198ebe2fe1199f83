import { describe, expect, test } from '@jest/globals'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { IS_LONG } from '../../support/shared/long.ts'
import { Application } from '../../support/virtual/application.ts'
import { type PartitionedShape, PartitionedTable } from '../../support/virtual/partitionedTable.ts'
import { randomOf } from '../../support/virtual/random.ts'
import { VirtualExecution } from '../../support/virtual/virtualExecution.ts'

const TOTAL_SEGMENTS = 40
const PARTITIONS = [1_000, 1_000, 1_000, 1_000]

const rule = parseRule(
  {
    table: 'used',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
    totalSegments: TOTAL_SEGMENTS,
  },
  { file: 'used.yml', name: 'used' },
)

const APPLICATION_MS = IS_LONG ? 30_000 : 15_000

/** An application that takes 40 % of each partition's capacity, beside one pass of an execution. */
async function beside(shape: Partial<PartitionedShape>, input: object = {}) {
  const execution = new VirtualExecution({
    table: (clock) =>
      new PartitionedTable(clock, {
        itemsPerSegment: IS_LONG ? 1_600 : 800,
        partitions: PARTITIONS,
        totalSegments: TOTAL_SEGMENTS,
        latencyMs: 6,
        capacity: { write: { units: 4_000, from: 'warmThroughput' } },
        ...shape,
      }),
    rule,
    input,
    passMs: 900_000,
    othersWork: true,
  })
  const application = new Application(execution.clock, execution.table, randomOf(3), {
    partitions: PARTITIONS.length,
    perSecond: 0.4 * 4_000,
  })
  application.run(APPLICATION_MS)
  const { status, caps } = await execution.pass()
  expect(status).toBe('complete')
  expect(execution.billedMs).toBeGreaterThan(APPLICATION_MS)
  return { application, caps }
}

describe('an application beside an execution with default caps', () => {
  const IN_ONE = { emptyFrom: TOTAL_SEGMENTS / 4 }
  test.each<[where: string, Partial<PartitionedShape>, input: object]>([
    ['all partitions', {}, {}],
    ['all partitions, read by 40', {}, { readers: 40 }],
    ['one partition alone', IN_ONE, {}],
    ['one partition alone, read by 40', IN_ONE, { readers: 40 }],
  ])('is hardly throttled where the old items are in %s', async (_where, shape, input) => {
    const { application, caps } = await beside(shape, input)
    expect(caps.writeUnitsPerSecond).toBe(2_000)
    expect(application.requests).toBeGreaterThan((APPLICATION_MS * 4) / 3) // 40,000 in 30 s
    expect(application.throttled / application.requests).toBeLessThanOrEqual(0.001)
    expect(application.slowestMs).toBeLessThan(1_000)
  })
})
