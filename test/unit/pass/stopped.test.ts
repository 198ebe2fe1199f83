import { expect, test } from '@jest/globals'
import { parseEvent } from '../../../functions/scavenge/execution/input.ts'
import { runPass } from '../../../functions/scavenge/pass/runPass.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { expectBalance } from '../../support/runs/handlerRuns.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'
import { PartitionedTable } from '../../support/virtual/partitionedTable.ts'
import { randomOf } from '../../support/virtual/random.ts'

const PASS_MS = 900_000
const START = '2026-11-24T00:00:00Z'
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
async function run(stoppedMs: number, more: object = {}) {
  const random = randomOf(1)
  const clock = new ManualClock(random)
  const partitions = [1_000, 1_000, 1_000, 1_000]
  const table = new PartitionedTable(clock, {
    itemsPerSegment: 50_000,
    partitions,
    totalSegments: 40,
    latencyMs: LATENCY_MS,
  })
  const stop = new AbortController()
  if (stoppedMs === 0) stop.abort()
  clock.at(stoppedMs, () => {
    stop.abort()
    return undefined
  })
  const event = {
    input: {},
    pass: { status: 'start', continuationToken: null },
    execution: { id: 'stopped', startTime: START },
    retryCount: 0,
    ...more,
  }
  let over = false
  const context = { clock, random, table, rule, nowMs: Date.parse(START), remainingMs: PASS_MS, stopped: stop.signal }
  const passed = runPass(parseEvent(event, rule), context).finally(() => {
    over = true
  })
  await clock.run(() => over, PASS_MS)
  const result = await passed
  return { result, endedMs: clock.monotonicMs(), left: await clock.run(() => false, 10 * PASS_MS) }
}

test('a pass whose execution is stopped finishes what is in flight and answers, long before its deadline', async () => {
  const { result, endedMs, left } = await run(STOPPED_MS)
  expect(result).toMatchObject({ status: 'continue', continuationToken: expect.any(String) })
  expect('deleted' in result.ledger && result.ledger.deleted).toBeGreaterThan(0)
  expectBalance(result)
  expect(endedMs).toBeLessThanOrEqual(STOPPED_MS + 2 * LATENCY_MS)
  expect(left).toBe('idle')
})

test('a pass whose execution was stopped before it began reads nothing', async () => {
  const { result } = await run(0)
  expect(result).toMatchObject({ status: 'continue', ledger: { scanned: 0, deleted: 0 } })
})

test('a pass counts as lost what a redrive repeats', async () => {
  const execution = { id: 'stopped', startTime: '2026-11-24T00:00:00Z', redriveCount: 2 }
  const pass = { status: 'start', continuationToken: null, redrives: 1 }
  const { result } = await run(STOPPED_MS, { execution, pass, retryCount: 3 })
  expect(result.ledger.lostPasses).toBe(4)
})
