import { describe, expect, test } from '@jest/globals'
import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import { Deadline } from '../../../functions/scavenge/pass/deadline.ts'
import { Requests } from '../../../functions/scavenge/pass/requests.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { type Becomes, DELETED, itemsOf, ListedTable } from '../../support/virtual/listedTable.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const [ITEM = {}] = itemsOf(0, [1])

/** Requests of a pass at a table that never answers, unless `becomes` says how it answers a delete, and `read` a Scan. */
function scene(
  passMs: number,
  becomes: Becomes | (() => Becomes) = 'silence',
  deletesAllowed = false,
  read: Error | 'silence' = 'silence',
) {
  const clock = new ManualClock(() => 0)
  const deadline = Deadline.start(clock, passMs)
  const table = new ListedTable(clock, [[ITEM]], {
    becomes: typeof becomes === 'function' ? becomes : () => becomes,
    read: () => read,
    look: () => 'silence',
  })
  const told: string[] = []
  const onDenied = (code: string) => void told.push(code)
  return {
    clock,
    deadline,
    table,
    told,
    requests: new Requests({ table, reading: { kind: 'scan' }, clock, deadline, deletesAllowed, onDenied }),
  }
}

const SCAN = { segment: 0, totalSegments: 1, startKey: undefined, limit: 1 }

/** The code by which a request fails, and when. */
async function failure(clock: ManualClock, request: Promise<unknown>) {
  let ended: { readonly code: unknown; readonly ms: number } | undefined
  request.catch((error: { readonly code?: unknown }) => {
    ended = { code: error.code, ms: clock.monotonicMs() }
  })
  await clock.run(() => ended !== undefined, Number.POSITIVE_INFINITY)
  return ended
}

describe('the requests of a pass', () => {
  test.each([
    [6_000, 2_000],
    [20_000, 5_000],
    [900_000, 10_000],
  ])('of %d ms are given up after %d ms', async (passMs, timeoutMs) => {
    for (const ask of [
      (requests: Requests) => requests.scan(SCAN),
      (requests: Requests) => requests.firstItems(['at'], 1),
      (requests: Requests) => requests.delete([ITEM]),
      (requests: Requests) => requests.deleteSingly(ITEM),
    ]) {
      const { clock, requests } = scene(passMs)
      expect(await failure(clock, ask(requests))).toEqual({ code: 'TimedOut', ms: timeoutMs })
    }
  })

  test('end at the deadline where they are Scans, and go on where they are deletes', async () => {
    const { clock, deadline, requests } = scene(900_000)
    clock.after(1_000, () => deadline.drain())
    const scanned = failure(clock, requests.scan(SCAN))
    const looked = failure(clock, requests.firstItems(['at'], 1))
    const deleted = failure(clock, requests.delete([ITEM]))
    expect([await scanned, await looked]).toEqual(Array(2).fill({ code: 'Aborted', ms: 1_000 }))
    expect(await deleted).toEqual({ code: 'TimedOut', ms: 10_000 })
  })

  test('end all when the pass ends', async () => {
    const { clock, deadline, requests } = scene(900_000)
    clock.after(1_000, () => deadline.abort())
    expect(await failure(clock, requests.deleteSingly(ITEM))).toEqual({ code: 'Aborted', ms: 1_000 })
  })

  test('tell the deadline how long deletes take, those that fail too, and Scans not', async () => {
    const [answered, failed, read] = [scene(60_000, [DELETED]), scene(60_000), scene(60_000)]
    void answered.requests.delete([ITEM])
    await answered.clock.run(() => answered.clock.monotonicMs() >= 10, 60_000)
    expect(answered.deadline.slowestMs).toBeLessThan(3_000) // the first guess begins to be forgotten
    await failure(failed.clock, failed.requests.delete([ITEM]))
    expect(failed.deadline.slowestMs).toBe(10_000)
    await failure(read.clock, read.requests.scan(SCAN))
    expect(read.deadline.slowestMs).toBe(3_000)
  })

  describe('that are denied', () => {
    const error = new AccessDenied('denied', 'AccessDeniedException')
    const DENIED: DeleteOutcome = { kind: 'denied', error }
    const UNSENT: DeleteOutcome = { kind: 'unsent' }

    test.each([
      ['a whole batch', [DENIED, DENIED]],
      ['all that was sent of it', [DENIED, UNSENT]],
    ])('end the pass at the third denial of %s, where no delete was allowed before', async (_, becomes) => {
      const { clock, requests } = scene(900_000, becomes)
      expect(await failure(clock, requests.delete([ITEM, ITEM]))).toEqual({ code: 'AccessDeniedException', ms: 60_030 })
    })

    test.each([
      ['deletes', (requests: Requests) => requests.delete([ITEM])],
      ['single deletes', (requests: Requests) => requests.deleteSingly(ITEM)],
      ['Scans', (requests: Requests) => requests.scan(SCAN)],
    ])('are tried three times in what is left of a short pass, in %s, and not after its deadline', async (_, ask) => {
      const short = scene(20_000, [DENIED], false, error)
      const ended = await failure(short.clock, ask(short.requests))
      expect(ended?.code).toBe('AccessDeniedException')
      expect(ended?.ms).toBeGreaterThan(5_000)
      expect(ended?.ms).toBeLessThan(16_400) // the rest of the pass is for what is in flight, and for the answer
      expect(short.table.batches.length + short.table.scans.length).toBe(3)
      expect(short.told).toEqual(['AccessDeniedException', 'AccessDeniedException'])
      const stopped = scene(20_000, [DENIED], false, error)
      stopped.clock.after(1_000, () => stopped.deadline.drain())
      expect(await failure(stopped.clock, ask(stopped.requests))).toEqual({ code: 'AccessDeniedException', ms: 1_000 })
      expect(stopped.table.batches.length + stopped.table.scans.length).toBe(1)
    })

    test.each([
      ['another statement was allowed', [DENIED, { kind: 'spared' }], false],
      ['a pass before was allowed a delete', [DENIED, DENIED], true],
    ] as const)('are their items’ own where %s', async (_, becomes, deletesAllowed) => {
      const { clock, requests } = scene(900_000, becomes, deletesAllowed)
      let answer: unknown
      void requests.delete([ITEM, ITEM]).then((answered) => {
        answer = answered.outcomes
      })
      await clock.run(() => answer !== undefined, 1_000)
      expect(answer).toEqual(becomes)
    })

    test('are their items’ own where this pass was allowed a delete before', async () => {
      let becomes: Becomes = [DELETED]
      const { clock, requests } = scene(900_000, () => becomes)
      let answers = 0
      void requests.deleteSingly(ITEM).then(() => {
        becomes = [DENIED]
        void requests.delete([ITEM]).then(() => answers++)
      })
      await clock.run(() => answers > 0, 1_000)
      expect(answers).toBe(1)
    })
  })

  test('take as many deletes at once as the table does', () => {
    expect(scene(1_000).requests.batchSize).toBe(25)
  })

  test('read of an index the part that stands at the segment, and of a table the segment itself', async () => {
    const { clock, deadline, table, requests: ofTable } = scene(6_000)
    const parts = ['open', 'done'].map((S) => ({ partition: { S } }))
    const ofIndex = new Requests({
      table,
      reading: { kind: 'query', parts },
      clock,
      deadline,
      deletesAllowed: false,
      onDenied: () => undefined,
    })
    void failure(clock, ofIndex.scan({ ...SCAN, segment: 1, totalSegments: 2 }))
    await failure(clock, ofTable.scan(SCAN))
    expect(table.scans.map(({ part }) => part)).toEqual([parts[1], undefined])
    expect(() => ofIndex.scan({ ...SCAN, segment: 2 })).toThrow('reading: expected 2 parts, found segment 2')
  })
})
