import { describe, expect, test } from '@jest/globals'
import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../support/virtual/listedTable.ts'

const ages = (count: number, age: number) => Array.from({ length: count }, () => age)

/** The limits of the pages that were asked for, in order. */
function limits({ table }: ReturnType<typeof listedExecution>): readonly number[] {
  return table.scans.map(({ limit }) => limit)
}

describe('the work on a segment', () => {
  test('goes on in the next pass after the last settled item, inside a page too', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [...ages(60, YOUNG), OLD, ...ages(30, YOUNG)])],
      becomes: (items, call) => (call < 3 ? new Throttled([]) : items.map(() => DELETED)),
      passMs: 1_000,
    })
    const stuck = listedExecution({
      segments: execution.table.segments,
      becomes: () => new Throttled([]),
      passMs: 1_000,
    })
    const { continuationToken, ledger } = await stuck.pass()
    expect(ledger).toMatchObject({ scanned: 91, young: 60, abandoned: 31 })
    const answer = await execution.pass({ token: continuationToken })
    expect(answer).toMatchObject({ status: 'complete', ledger: { scanned: 91 + 31, young: 90, deleted: 1 } })
    expect(execution.table.scans[0]?.startKey).toEqual({ id: { S: '0.000059' } })
  })

  test('asks for more and more where nothing is to be deleted, whatever the pages hold', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, ages(6_500, YOUNG))] })
    await execution.pass()
    expect(limits(execution)).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400])
  })

  test('asks for fewer where a page takes long to be settled', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, ages(400, OLD))],
      input: { maxWriteUnitsPerSecond: 10 },
    })
    await execution.pass()
    expect(limits(execution).slice(0, 2)).toEqual([100, 100])
    expect(Math.min(...limits(execution))).toBeLessThan(60)
  })

  test('asks for no page of more than 1,500 candidates', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, ages(9_000, OLD))],
      input: { deleters: 40, readers: 1 },
      passMs: 900_000,
    })
    await execution.pass()
    expect(Math.max(...limits(execution))).toBeLessThanOrEqual(1_500)
    expect(Math.max(...limits(execution))).toBeGreaterThan(500)
  })

  test('begins a capped delete with the size that the page’s items have, before any was deleted', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, ages(20, OLD))], input: { maxWriteUnitsPerSecond: 12 } })
    await execution.pass() // half a read unit an item: 4 KB, 4 write units
    expect(execution.table.batches[0]).toHaveLength(3)
  })
})
