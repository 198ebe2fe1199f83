import { describe, expect, test } from '@jest/globals'
import { AccessDenied, NoProgress } from '../../../functions/scavenge/errors.ts'
import { figuresOf } from '../../../functions/scavenge/pass/answer/passFigures.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { decodeToken } from '../../../functions/scavenge/progress/token.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../support/virtual/listedTable.ts'
import { START_MS } from '../../support/virtual/virtualExecution.ts'

const KEY = [{ name: 'id', type: 'S' }] as const
const old = (count: number) => Array.from({ length: count }, () => OLD)
const SPARED: DeleteOutcome = { kind: 'spared' }
const THROTTLED: DeleteOutcome = { kind: 'throttled', reasons: [] }
const RETRYABLE: DeleteOutcome = { kind: 'retryable', code: 'TransactionConflict' }
const REJECTED: DeleteOutcome = { kind: 'rejected', code: 'Odd' }

describe('a pass', () => {
  test('deletes what is old enough, and counts the rest for what it is', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [OLD, YOUNG, undefined, OLD - 1]), itemsOf(1, []), itemsOf(2, [YOUNG, 0])],
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({
      status: 'complete',
      progress: { segmentsDone: 3, totalSegments: 3 },
      cutoff: new Date(START_MS - 86_400_000).toISOString(),
      dryRun: false,
      trouble: {},
    })
    expect(answer.ledger).toEqual({
      scanned: 6,
      matched: 6,
      deleted: 2,
      young: 2,
      undated: 2,
      undatedMissing: 1,
      undatedType: 0,
      undatedUnreadable: 0,
      undatedImplausible: 1,
      spared: 0,
      failed: 0,
      abandoned: 0,
      passes: 1,
      lostPasses: 0,
      readUnits: 3,
      writeUnits: 2,
    })
    expect(answer).not.toHaveProperty('continuationToken')
    expect(answer.undatedScan?.TableName).toBe('things')
    expect(execution.table.segments.map((items) => items.length)).toEqual([2, 0, 2])
  })

  test('names no Scan where nothing is undated', async () => {
    expect(await listedExecution({ segments: [itemsOf(0, [OLD, YOUNG])] }).pass()).not.toHaveProperty('undatedScan')
  })

  test('deletes nothing on a dry run, and counts what it would', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, [OLD, YOUNG, OLD])], input: { dryRun: true } })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'complete', dryRun: true, ledger: { matched: 3, wouldDelete: 2, young: 1 } })
    expect(answer.ledger).not.toHaveProperty('deleted')
    expect(execution.table.batches).toEqual([])
  })

  test('that runs out of time hands on where it is, and those after it end with the same counts', async () => {
    const segments = [0, 1, 2].map((segment) => itemsOf(segment, old(200)))
    const execution = listedExecution({ segments, passMs: 2_000, input: { maxWriteUnitsPerSecond: 100 } })
    const answers = await execution.toTheEnd()
    expect(answers.length).toBeGreaterThan(2)
    for (const [index, answer] of answers.slice(0, -1).entries()) {
      expect(answer).toMatchObject({ status: 'continue', ledger: { passes: index + 1 } })
      expect(answer.progress.segmentsDone).toBeLessThan(3)
    }
    expect(answers.at(-1)).toMatchObject({
      status: 'complete',
      ledger: { matched: 600, deleted: 600, abandoned: 0, lostPasses: 0, passes: answers.length },
    })
    expect(execution.table.segments.flat()).toEqual([])
  })

  test('counts those before it that were lost, and one for a token from another execution', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(500))],
      passMs: 1_000,
      input: { maxWriteUnitsPerSecond: 50 },
    })
    const first = await execution.pass({ retryCount: 2 })
    expect(first.ledger.lostPasses).toBe(2)
    const token = first.continuationToken
    expect((await execution.pass({ token, status: 'start', retryCount: 1 })).ledger.lostPasses).toBe(4)
    expect((await execution.pass({ token })).ledger.lostPasses).toBe(2)
  })

  test('counts a redrive’s repetitions among the lost', async () => {
    const { ledger } = await listedExecution({ segments: [[]] }).pass({ retryCount: 1, redriveCount: 3, redrives: 1 })
    expect(ledger.lostPasses).toBe(3)
  })

  test('says what it counted, before and after, and the caps that it kept', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [OLD, YOUNG])],
      input: { maxWriteUnitsPerSecond: 100, maxReadUnitsPerSecond: 50 },
    })
    const { answer, figures } = await execution.outcome()
    expect(answer.caps).toEqual({ writeUnitsPerSecond: 100, readUnitsPerSecond: 50 })
    expect(figures).toEqual({
      before: NO_COUNTS,
      after: expect.objectContaining({ matched: 2, deleted: 1, young: 1 }),
      dryRun: false,
      trouble: {},
    })
    expect((await listedExecution({ segments: [[]] }).pass()).caps).toEqual({})
  })

  test('tells of its progress, page by page and segment by segment', async () => {
    const seen: unknown[] = []
    const execution = listedExecution({
      segments: [itemsOf(0, [OLD, YOUNG]), itemsOf(1, [YOUNG])],
      input: { readers: 1 },
      onProgress: ({ segmentsDone, totalSegments, ledger }) => seen.push([segmentsDone, totalSegments, ledger.matched]),
    })
    await execution.pass()
    expect(seen).toEqual([
      [0, 2, 0],
      [1, 2, 2],
      [1, 2, 3],
      [2, 2, 3],
    ])
  })

  test('without progress for ten times its length ends the execution, and says what requests failed with', async () => {
    const throttled = new Throttled([])
    const execution = listedExecution({
      segments: [itemsOf(0, old(3))],
      becomes: () => throttled,
      passMs: 10_000,
    })
    const error = await execution.toTheEnd().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NoProgress)
    expect(String(error)).toMatch(/none for 10\d s \(in the last pass: Throttled \d+ times\); mend the table/)
    expect(execution.billedMs).toBeGreaterThanOrEqual(90_000)
    expect(execution.billedMs).toBeLessThan(110_000)
    expect(figuresOf(error)).toMatchObject({ after: { abandoned: 3 }, trouble: { Throttled: expect.any(Number) } })
  })

  test('in which an item was deleted begins to count anew', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(90))],
      becomes: (items, call) => items.map((_, index) => (call % 10 === 0 && index === 0 ? DELETED : THROTTLED)),
      passMs: 10_000,
    })
    const answers = await execution.toTheEnd()
    expect(answers.at(-1)).toMatchObject({ status: 'complete', ledger: { deleted: 90 } })
    expect(answers.length).toBeGreaterThan(10)
  })

  test('ends by the error that no repetition mends, of a Scan or a delete, with nothing left running', async () => {
    const denied = new AccessDenied('dynamodb: denied')
    const scan = listedExecution({ segments: [itemsOf(0, old(300)), itemsOf(1, old(3))], read: () => denied })
    await expect(scan.pass()).rejects.toBe(denied)
    const remove = listedExecution({
      segments: [itemsOf(0, old(300)), itemsOf(1, old(300))],
      becomes: (items, call) => (call === 2 ? denied : items.map(() => DELETED)),
    })
    await expect(remove.pass()).rejects.toBe(denied)
  })
})

describe('the readers of a pass', () => {
  const segments = Array.from({ length: 40 }, (_, segment) => itemsOf(segment, old(60)))

  test.each([
    ['the deadline', { input: { maxWriteUnitsPerSecond: 50 }, passMs: 2_000 }],
    ['the end of what the read cap has saved up', { input: { maxReadUnitsPerSecond: 10 }, rule: { burstSeconds: 10 } }],
    ['the stop of the execution', { stoppedMs: 0 }],
  ])('begin no other segment after %s', async (_, scene) => {
    const execution = listedExecution({ segments, ...scene })
    const { status, continuationToken = '' } = await execution.pass()
    expect(status).toBe('continue')
    expect(decodeToken(continuationToken, KEY).segments.open.length).toBeLessThan(10)
  })

  test('leave their rate to the segment that is still in work, when none is left for them', async () => {
    const tookMs = async (readers: number, segments: readonly (readonly Item[])[]) => {
      const execution = listedExecution({ segments, input: { readers, deleters: 8 } })
      await execution.pass()
      return execution.clock.monotonicMs()
    }
    const large = itemsOf(1, old(3_000))
    const alone = await tookMs(1, [large])
    expect(await tookMs(2, [itemsOf(0, old(1)), large])).toBeLessThan(alone * 1.1) // half of the rate: 1.5 times as long
  })
})

describe('what a delete answers', () => {
  const one = (becomes: DeleteOutcome, times: number) =>
    listedExecution({
      segments: [itemsOf(0, [OLD])],
      becomes: (items, call) => items.map(() => (call <= times ? becomes : DELETED)),
    })

  test.each<[string, DeleteOutcome, number, object, object, number]>([
    ['a spared item', SPARED, 1, { spared: 1, deleted: 0 }, {}, 1],
    ['a throttle, however often', THROTTLED, 30, { deleted: 1 }, { Throttled: 30 }, 31],
    ['nine failures', RETRYABLE, 9, { deleted: 1, failed: 0 }, { TransactionConflict: 9 }, 10],
    ['failures of all that was sent', RETRYABLE, 12, { deleted: 1, failed: 0 }, { TransactionConflict: 12 }, 13],
    ['a rejection', REJECTED, 1, { deleted: 0, failed: 1 }, { Odd: 1 }, 1],
  ])('%s is settled as what it is', async (_what, becomes, times, ledger, trouble, tries) => {
    const execution = one(becomes, times)
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { matched: 1, ...ledger }, trouble })
    expect(execution.table.batches).toHaveLength(tries)
  })

  test('with no outcome for an item leaves it to be tried again', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [OLD, OLD])],
      becomes: (items, call) => (call === 1 ? [DELETED] : items.map(() => DELETED)),
    })
    expect(await execution.pass()).toMatchObject({ ledger: { deleted: 2 }, trouble: { NoOutcome: 1 } })
    expect(execution.table.batches.map((items) => items.length)).toEqual([2, 1])
  })

  test('unsent comes again, is no failed try and no trouble', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(30))],
      becomes: (items, call) => items.map((_, index) => (index === 0 || call > 40 ? DELETED : { kind: 'unsent' })),
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'complete', ledger: { deleted: 30, failed: 0 }, trouble: {} })
  })

  test.each<[string, Error | 'silence', string]>([
    ['throttled', new Throttled(['TableWriteKeyRangeThroughputExceeded']), 'Throttled'],
    ['reset', new RequestFailed('ECONNRESET'), 'ECONNRESET'],
    ['never answered', 'silence', 'TimedOut'],
  ])('as a whole, %s, is asked for again with the same items first', async (_what, becomes, code) => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(30))],
      becomes: (items, call) => (call === 1 ? becomes : items.map(() => DELETED)),
      input: { deleters: 1 },
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'complete', ledger: { deleted: 30 }, trouble: { [code]: 1 } })
    const [first, second] = execution.table.batches
    expect(second).toEqual(first)
  })

  test('is waited for a quarter of the pass, 2 s at least and 10 s at most', async () => {
    for (const [passMs, waitedMs] of [
      [6_000, 2_000],
      [20_000, 5_000],
      [900_000, 10_000],
    ] as const) {
      const execution = listedExecution({
        segments: [itemsOf(0, [OLD])],
        becomes: (_items, call) => (call === 1 ? 'silence' : [DELETED]),
        passMs,
      })
      const { trouble } = await execution.pass()
      expect(trouble).toEqual({ TimedOut: 1 })
      const lateMs = execution.clock.monotonicMs() - waitedMs
      expect(lateMs).toBeGreaterThanOrEqual(0)
      expect(lateMs).toBeLessThan(200)
    }
  })
})

describe('what a Scan answers', () => {
  test.each<[string, Error | 'silence', string]>([
    ['throttled', new Throttled(['TableWriteKeyRangeThroughputExceeded']), 'Throttled'],
    ['reset', new RequestFailed('ECONNRESET'), 'ECONNRESET'],
    ['never answered', 'silence', 'TimedOut'],
  ])('%s is asked for again from the same key', async (_what, becomes, code) => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(250))],
      read: (call) => (call === 2 ? becomes : undefined),
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'complete', ledger: { deleted: 250, scanned: 250 }, trouble: { [code]: 1 } })
    const [, second, third] = execution.table.scans
    expect(third?.startKey).toEqual(second?.startKey)
  })

  test('is a defect thrown on where it is no failed request', async () => {
    const defect = new TypeError('a defect')
    const execution = listedExecution({ segments: [itemsOf(0, [OLD])], read: () => defect })
    await expect(execution.pass()).rejects.toBe(defect)
  })
})

describe('a table that takes nothing for half a minute', () => {
  test.each([
    ['deletes', { becomes: () => new Throttled([]) }],
    ['Scans', { read: () => new Throttled([]) }],
    ['deletes of which each fails by itself', { becomes: () => [THROTTLED] }],
  ])('is not waited for inside the pass, in %s: it answers, and says how long to wait', async (_what, answers) => {
    const execution = listedExecution({ segments: [itemsOf(0, [OLD])], ...answers })
    const { status, waitSeconds } = await execution.pass()
    expect([status, waitSeconds]).toEqual(['continue', expect.any(Number)])
    expect(waitSeconds).toBeGreaterThanOrEqual(30)
    expect(execution.clock.monotonicMs()).toBeGreaterThanOrEqual(30_000)
    expect(execution.clock.monotonicMs()).toBeLessThan(45_000)
  })

  test('is waited for as long as anything moves', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [OLD]), itemsOf(1, old(2_000))],
      becomes: (items) => (items.length === 1 ? [THROTTLED] : items.map(() => DELETED)),
      input: { maxWriteUnitsPerSecond: 30 },
    })
    expect(await execution.pass()).toMatchObject({ waitSeconds: 0 })
    expect(execution.clock.monotonicMs()).toBeGreaterThan(60_000)
  })
})

test('the reasons that DynamoDB gives for a throttle are counted beside it', async () => {
  const execution = listedExecution({
    segments: [itemsOf(0, [OLD])],
    becomes: (items, call) => (call === 1 ? new Throttled(['TableWriteKeyRange']) : items.map(() => DELETED)),
    read: (call) => (call < 3 ? new Throttled(['TableReadAccount']) : undefined),
  })
  expect((await execution.pass()).trouble).toEqual({ Throttled: 3, TableWriteKeyRange: 1, TableReadAccount: 2 })
})

test('a Scan that failed is asked for again later and later, until one is answered', async () => {
  const execution = listedExecution({
    segments: [itemsOf(0, old(250))],
    read: (call) => ([1, 2, 3, 5].includes(call) ? new RequestFailed('ECONNRESET') : undefined),
    input: { dryRun: true },
  })
  await execution.pass()
  const at = execution.table.scannedMs
  const waits = at.slice(1).map((ms, index) => Math.round(ms - (at[index] ?? 0) - 10))
  const [first = 0, second = 0, third = 0, read = 0, again = 0] = waits
  expect([first <= 50, second <= 100, third <= 200, again <= 50]).toEqual([true, true, true, true])
  expect([first >= 5, second >= 10, third >= 20, read, again >= 5]).toEqual([true, true, true, 0, true])
})

describe('the bounds of a pass', () => {
  test('never more scans than readers and batches than deleters, and both are used', async () => {
    const segments = Array.from({ length: 12 }, (_, segment) => itemsOf(segment, old(200)))
    const execution = listedExecution({ segments, input: { readers: 5, deleters: 3 } })
    await execution.pass()
    expect(execution.table.mostScans).toBe(5)
    expect(execution.table.mostDeletes).toBe(3)
    expect(Math.max(...execution.table.batches.map((items) => items.length))).toBe(25)
  })

  test('batches are filled across pages, and a batch that is not full leaves only where no more come', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(110))], input: { deleters: 1, readers: 1 } })
    await execution.pass()
    expect(execution.table.batches.map((items) => items.length)).toEqual([25, 25, 25, 25, 10])
  })

  test('a segment whose deletes wait is read one page ahead, and no further', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(1_000))],
      becomes: () => new Throttled([]),
      passMs: 5_000,
    })
    const answer = await execution.pass()
    expect(execution.table.scans.map(({ limit }) => limit)).toEqual([100, 100])
    expect(answer).toMatchObject({ status: 'continue', ledger: { matched: 200, abandoned: 200, deleted: 0 } })
  })

  test('a cap of write units holds a batch to what fits into a second, one of read units a page', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(40))],
      input: { maxWriteUnitsPerSecond: 5, maxReadUnitsPerSecond: 3 },
    })
    await execution.pass()
    expect(Math.max(...execution.table.batches.map((items) => items.length))).toBe(5)
    expect(execution.table.scans[0]?.limit).toBe(24)
    expect(execution.table.scans[1]?.limit).toBe(6)
    expect(execution.clock.monotonicMs()).toBeGreaterThan(7_000)
  })
})
