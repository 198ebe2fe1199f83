import { expect, test } from '@jest/globals'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { expectBalance } from '../../support/oracle/balance.ts'
import { PartitionedTable } from '../../support/virtual/partitionedTable.ts'
import { type Call, VirtualExecution } from '../../support/virtual/virtualExecution.ts'

const STOPPED_MS = 20_000
const LATENCY_MS = 400
const rule = parseRule(
  {
    table: 'stopped',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
    totalSegments: 40,
  },
  { file: 'stopped.yml', name: 'stopped' },
)

/** A pass whose execution is stopped at some moment. */
async function run(stoppedMs: number, call: Call = {}) {
  const shape = { itemsPerSegment: 50_000, partitions: [1_000, 1_000, 1_000, 1_000], totalSegments: 40 }
  const execution = new VirtualExecution({
    table: (clock) => new PartitionedTable(clock, { ...shape, latencyMs: LATENCY_MS }),
    rule,
    passMs: 900_000,
    stoppedMs,
  })
  return { result: await execution.pass(call), endedMs: execution.billedMs }
}

test('a pass whose execution is stopped finishes what is in flight and answers, long before its deadline', async () => {
  const { result, endedMs } = await run(STOPPED_MS)
  expect(result).toMatchObject({ status: 'continue', continuationToken: expect.any(String) })
  expect('deleted' in result.ledger && result.ledger.deleted).toBeGreaterThan(0)
  expectBalance(result)
  expect(endedMs).toBeLessThanOrEqual(STOPPED_MS + 2 * LATENCY_MS)
})

test('a pass whose execution was stopped before it began reads nothing', async () => {
  const { result } = await run(0)
  expect(result).toMatchObject({ status: 'continue', ledger: { scanned: 0, deleted: 0 } })
})

test('a pass counts as lost what a redrive repeats', async () => {
  const { result } = await run(STOPPED_MS, { redriveCount: 2, redrives: 1, retryCount: 3 })
  expect(result.ledger.lostPasses).toBe(4)
})
