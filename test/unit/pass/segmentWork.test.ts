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

  test('asks for no more items of the size that it met than a cap in bursts still lets go', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, ages(300, OLD))],
      bytes: () => 4_096, // 4 write units
      rule: { burstSeconds: 40 },
      input: { maxWriteUnitsPerSecond: 10, readers: 1 },
    })
    await execution.pass()
    const [first, second] = limits(execution)
    expect(first).toBe(100)
    expect(second).toBeLessThanOrEqual(50) // 400 saved up, for the two pages in memory
  })

  test('begins a capped delete with the size that the page’s items have, before any was deleted', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, ages(20, OLD))], input: { maxWriteUnitsPerSecond: 12 } })
    await execution.pass() // half a read unit an item: 4 KB, 4 write units
    expect(execution.table.batches[0]).toHaveLength(3)
  })

  test('sends a batch that is not full where the reader would wait for it in vain', async () => {
    const tenth = Array.from({ length: 300 }, (_, index) => (index % 10 === 0 ? OLD : YOUNG))
    const execution = listedExecution({ segments: [itemsOf(0, tenth)], input: { readers: 1, deleters: 1 } })
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { deleted: 30 } })
    expect(execution.clock.monotonicMs()).toBeLessThan(1_000)
  })

  test('takes no guess of an item’s size from a page without items', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, ages(20, OLD)), []],
      input: { maxWriteUnitsPerSecond: 12 },
    })
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { deleted: 20 } })
    expect(execution.table.batches[0]).toHaveLength(3)
  })

  test('ends the pass by an error of its Scan, and leaves what was sent to be answered', async () => {
    const defect = new TypeError('a defect')
    const execution = listedExecution({
      segments: [itemsOf(0, ages(300, OLD))],
      read: (call) => (call === 3 ? defect : undefined),
      input: { readers: 1 },
    })
    await expect(execution.pass()).rejects.toBe(defect)
    expect(execution.table.segments[0]?.length).toBeLessThan(300)
  })

  test('tells of its progress once for each page and once when it is left', async () => {
    const scanned: number[] = []
    const execution = listedExecution({
      segments: [itemsOf(0, ages(250, YOUNG))],
      onProgress: ({ ledger }) => scanned.push(ledger.scanned),
    })
    await execution.pass()
    expect(scanned).toEqual([100, 250, 250])
  })

  test('hands on no key of a segment of which nothing is settled', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, ages(30, OLD))],
      becomes: () => new Throttled([]),
      passMs: 1_000,
    })
    const { continuationToken } = await execution.pass()
    await execution.pass({ token: continuationToken })
    expect(execution.table.scans.at(-1)?.startKey).toBeUndefined()
  })
})
