import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { itemsOf } from '../../support/virtual/listedTable.ts'

const SEGMENTS = 10
const PER_SEGMENT = 30

const old = (count: number) => Array.from({ length: count }, () => OLD)

/** An execution on a table of ten segments, and what makes it a shard of four. */
function scene() {
  const segments = Array.from({ length: SEGMENTS }, (_, at) => itemsOf(at, [...old(PER_SEGMENT), YOUNG]))
  const execution = listedExecution({ segments })
  const confirm = confirmationCode(THINGS_RULE, execution.table.description)
  const shard = (number: number, more: object = {}) => ({ shard: `${number}/4`, confirm, ...more })
  const left = () => execution.table.segments.map((items) => items.length)
  return { execution, shard, left }
}

describe('a shard', () => {
  test('works its range of the segments and no other; all of them work the table, each item once', async () => {
    const { execution, shard, left } = scene()
    const first = await execution.pass({ changes: shard(2) })
    expect(first).toMatchObject({
      status: 'complete',
      ledger: { deleted: 3 * PER_SEGMENT, young: 3 },
      progress: { segmentsDone: 3, totalSegments: 3 },
    })
    expect(left().map((items) => items > 1)).toEqual([true, true, false, false, false, ...Array(5).fill(true)])
    let deleted = 3 * PER_SEGMENT
    for (const number of [1, 3, 4]) {
      const { ledger } = await execution.pass({ changes: shard(number) })
      deleted += 'deleted' in ledger ? ledger.deleted : 0
    }
    expect(deleted).toBe(SEGMENTS * PER_SEGMENT)
    expect(left()).toEqual(Array(SEGMENTS).fill(1))
  })

  test('judges by its parent’s cutoff, however late it starts itself', async () => {
    const { execution, shard } = scene()
    const cutoff = '2001-01-01T00:00:00.000Z'
    const answer = await execution.pass({ changes: shard(1, { cutoff }) })
    expect(answer).toMatchObject({ status: 'complete', cutoff, ledger: { deleted: 0, young: 2 * (PER_SEGMENT + 1) } })
  })

  test('goes on from a token of its own alone, and brings its range by it', async () => {
    const { execution, shard, left } = scene()
    const decided = { limits: { maxDeletes: 10 } }
    const { continuationToken: token } = await execution.pass({ changes: shard(3), decided })
    const beside = (changes: object) => execution.pass({ token, status: 'start', decided: { limits: {} }, changes })
    for (const changes of [shard(2), {}, { shard: '3/5' }]) {
      await expect(beside(changes)).rejects.toMatchObject({
        name: 'InvalidContinuationToken',
        message: expect.stringContaining('found a token of shard 3/4'),
      })
    }
    await expect(beside(shard(3))).resolves.toMatchObject({
      status: 'complete',
      ledger: { deleted: 2 * PER_SEGMENT },
      progress: { segmentsDone: 2, totalSegments: 2 },
    })
    expect(left().slice(5, 7)).toEqual([1, 1])
  })

  test('takes no token of a whole table, nor another cutoff than its token’s', async () => {
    const { execution, shard } = scene()
    const decided = { limits: { maxDeletes: 10 } }
    const { continuationToken: token } = await execution.pass({ decided })
    const beside = (changes: object) => execution.pass({ token, status: 'start', decided: { limits: {} }, changes })
    await expect(beside(shard(1))).rejects.toMatchObject({ name: 'InvalidContinuationToken' })
    const own = await execution.pass({ changes: shard(1), decided })
    const late = { ...shard(1), cutoff: '2001-01-01T00:00:00.000Z' }
    const refused = execution.pass({
      token: own.continuationToken,
      status: 'start',
      decided: { limits: {} },
      changes: late,
    })
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInput' })
  })

  test('keeps to the caps that its parent dealt out', async () => {
    const { execution, shard } = scene()
    const write = { unitsPerSecond: 10, from: 'warmThroughput', partitions: 5, unitsOfPartition: 2 }
    const startedMs = execution.clock.monotonicMs()
    const answer = await execution.pass({ changes: shard(1, { caps: { write } }) })
    expect(answer).toMatchObject({ caps: { writeUnitsPerSecond: 10 }, capsFrom: { write: 'warmThroughput' } })
    const seconds = (execution.clock.monotonicMs() - startedMs) / 1_000
    // its two segments are one partition of five, which takes two units a second
    expect('deleted' in answer.ledger ? answer.ledger.deleted : 0).toBeLessThanOrEqual(2 * seconds + 2)
  })
})
