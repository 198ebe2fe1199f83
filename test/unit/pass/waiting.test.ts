import { describe, expect, test } from '@jest/globals'
import { NoProgress } from '../../../functions/scavenge/errors.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { listedExecution, OLD } from '../../support/virtual/listedExecution.ts'
import { itemsOf } from '../../support/virtual/listedTable.ts'
import { type PartitionedShape, PartitionedTable } from '../../support/virtual/partitionedTable.ts'
import { VirtualExecution } from '../../support/virtual/virtualExecution.ts'

const PASS_MS = 900_000
const TOTAL_SEGMENTS = 20

const file = {
  table: 'waiting',
  filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
  age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
  totalSegments: TOTAL_SEGMENTS,
}

interface Run {
  readonly answers: readonly PassResult[]
  readonly error: unknown
  /** Of the passes, without the waits between them. */
  readonly billedMs: number
  readonly seconds: number
  readonly deleted: number
}

/** A whole execution, the state machine's waits included; `lost`: the numbers of passes whose answer never arrives. */
async function run(
  rule: object,
  shape: Pick<PartitionedShape, 'itemsPerSegment' | 'partitions'>,
  lost: readonly number[] = [],
): Promise<Run> {
  const execution = new VirtualExecution({
    table: (clock) => new PartitionedTable(clock, { ...shape, totalSegments: TOTAL_SEGMENTS, latencyMs: 6 }),
    rule: parseRule({ ...file, ...rule }, { file: 'waiting.yml', name: 'waiting' }),
    passMs: PASS_MS,
  })
  let error: unknown
  await execution.toTheEnd(lost).catch((thrown: unknown) => {
    error = thrown
  })
  const { answers, billedMs, clock, table } = execution
  const deleted = table.deleted.reduce((sum, items) => sum + items, 0)
  return { answers, error, billedMs, seconds: clock.monotonicMs() / 1_000, deleted }
}

const PARTITIONS = [1_000, 1_000, 1_000, 1_000]

describe('waiting', () => {
  test('a cap in bursts keeps its average, and the waits are the state machine’s, not the function’s', async () => {
    const shape = { itemsPerSegment: 450, partitions: PARTITIONS }
    const capped = await run({ maxWriteUnitsPerSecond: 5, burstSeconds: 300 }, shape)
    const free = await run({}, shape)
    expect(capped.answers.at(-1)?.status).toBe('complete')
    // this table shows deleted items again, so those beyond a checkpoint are deleted twice
    expect(capped.deleted).toBeGreaterThanOrEqual(9_000)
    expect(capped.deleted).toBeLessThan(9_100)
    // all that was saved up once, and then no more than the average
    expect(capped.seconds).toBeGreaterThanOrEqual((9_000 - 5 * 300) / 5 - 10)
    expect(capped.seconds).toBeLessThan(9_000 / 5 + 60)
    expect(
      capped.answers
        .slice(0, -1)
        .map(({ waitSeconds }) => waitSeconds)
        .every((wait) => wait >= 290 && wait <= 310),
    ).toBe(true)
    expect(capped.answers.at(-1)?.waitSeconds).toBe(0)
    expect(capped.billedMs).toBeLessThan(2 * free.billedMs)
    const scanned = capped.answers.at(-1)?.ledger.scanned ?? Number.NaN
    expect(scanned).toBeLessThan(1.5 * 9_000)
  })

  test('what a lost pass took is not taken again: its repetition waits for the savings first', async () => {
    const shape = { itemsPerSegment: 450, partitions: PARTITIONS }
    const { answers, seconds } = await run({ maxWriteUnitsPerSecond: 5, burstSeconds: 300 }, shape, [1])
    expect(answers.at(-1)?.status).toBe('complete')
    expect(seconds).toBeGreaterThanOrEqual((9_000 - 5 * 300) / 5 - 10)
  })

  test('what a pass took before a redrive is not taken again', async () => {
    const scene = {
      segments: [itemsOf(0, Array(2_000).fill(OLD))],
      bytes: () => 100,
      rule: { burstSeconds: 100 },
      input: { maxWriteUnitsPerSecond: 10 },
    }
    const redriven = await listedExecution(scene).pass({ redriveCount: 1, redrives: 0 })
    expect(redriven).toMatchObject({ status: 'continue', ledger: { deleted: 0, lostPasses: 1 } })
    const { ledger } = await listedExecution(scene).pass({ redriveCount: 1, redrives: 1 })
    expect(ledger).toMatchObject({ lostPasses: 0 })
    expect(ledger.writeUnits).toBeGreaterThanOrEqual(1_000)
  })

  test('an item whose units take longer than a pass to come in is deleted all the same, and waited off', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, Array(4).fill(OLD))],
      bytes: () => 100 * 1_024,
      input: { maxWriteUnitsPerSecond: 1 },
      passMs: 20_000,
    })
    const answers = await execution.toTheEnd()
    expect(answers.at(-1)).toMatchObject({ status: 'complete', ledger: { deleted: 4, writeUnits: 400 } })
    expect(answers.at(-1)?.waitSeconds).toBeGreaterThan(90)
    expect(execution.clock.monotonicMs()).toBeGreaterThan(300_000)
    expect(execution.billedMs).toBeLessThan(60_000)
  })

  test('a read cap in bursts stops reading, and what was read is still deleted', async () => {
    const shape = { itemsPerSegment: 450, partitions: PARTITIONS }
    const { answers, deleted } = await run({ maxReadUnitsPerSecond: 1, burstSeconds: 60 }, shape)
    expect(deleted).toBe(9_000)
    expect(answers.length).toBeGreaterThan(2)
    for (const { ledger } of answers) expect(ledger.abandoned).toBe(0)
  })

  test('a cap without bursts is kept second by second, inside the pass', async () => {
    const { answers, seconds } = await run(
      { maxWriteUnitsPerSecond: 5 },
      { itemsPerSegment: 100, partitions: PARTITIONS },
    )
    expect(answers.map(({ waitSeconds }) => waitSeconds)).toEqual([0])
    expect(seconds).toBeGreaterThan(390)
  })

  test('a table that takes nothing is waited for outside the function, longer and longer, until NoProgress', async () => {
    const { answers, error, billedMs, seconds } = await run({}, { itemsPerSegment: 100, partitions: [0, 0, 0, 0] })
    expect(error).toBeInstanceOf(NoProgress)
    expect(answers[0]?.waitSeconds).toBe(30)
    expect(answers.at(-1)?.waitSeconds).toBe(300)
    expect(seconds).toBeGreaterThanOrEqual((10 * PASS_MS) / 1_000)
    expect(seconds).toBeLessThan((11 * PASS_MS) / 1_000)
    expect(billedMs / 1_000).toBeLessThan(seconds / 4)
  })

  test('one partition that takes nothing is waited for only when all else is done', async () => {
    const { answers, deleted } = await run(
      { readers: 20 },
      { itemsPerSegment: 2_000, partitions: [0, 1_000, 1_000, 1_000] },
    )
    expect(deleted).toBe(30_000)
    expect(answers[0]).toMatchObject({ progress: { segmentsDone: 15 } })
  })
})
