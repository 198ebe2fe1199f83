import { describe, expect, test } from '@jest/globals'
import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import { Paces } from '../../../functions/scavenge/pace/paces.ts'
import { DeleteOutcomes } from '../../../functions/scavenge/pass/deleteOutcomes.ts'
import { Stall } from '../../../functions/scavenge/pass/stall.ts'
import { Troubles } from '../../../functions/scavenge/pass/troubles.ts'
import { Checkpoint } from '../../../functions/scavenge/progress/checkpoint.ts'
import { Ledger } from '../../../functions/scavenge/progress/ledger.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { DeleteOutcome } from '../../../functions/scavenge/table/table.ts'
import { itemsOf } from '../../support/virtual/listedTable.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const DELETED: DeleteOutcome = { kind: 'deleted' }
const SPARED: DeleteOutcome = { kind: 'spared' }
const UNSENT: DeleteOutcome = { kind: 'unsent' }
const THROTTLED: DeleteOutcome = { kind: 'throttled', reasons: [] }
const RETRYABLE: DeleteOutcome = { kind: 'retryable', code: 'Conflict' }
const REJECTED: DeleteOutcome = { kind: 'rejected', code: 'Odd' }

/** One page of `count` candidates, and what follows from the answers to their deletes. */
async function scene(count: number) {
  const clock = new ManualClock(() => 0)
  const ledger = new Ledger()
  const checkpoint = new Checkpoint(undefined, ledger)
  const items = itemsOf(0, Array(count).fill(1))
  const batch = checkpoint.add(
    items,
    items.map(() => 'candidate' as const),
    undefined,
  )
  const pace = new Paces(clock, () => 1, { readers: 1, distance: () => 0, perSecond: 1_000 }).open(0)
  let stalls = 0
  const stall = new Stall(clock, () => stalls++)
  const troubles = new Troubles(clock)
  const outcomes = new DeleteOutcomes({ checkpoint, pace, stall, troubles })
  await pass(clock, 29_000)
  /** Whether the table has now taken nothing for 30 s since the scene's beginning. */
  const stalled = async () => {
    await pass(clock, 1_000)
    stall.troubled()
    return stalls > 0
  }
  return { clock, ledger, batch, pace, troubles, outcomes, stalled, stalls: () => stalls }
}

async function pass(clock: ManualClock, ms: number): Promise<void> {
  let over = false
  clock.after(ms, () => {
    over = true
  })
  await clock.run(() => over, Number.POSITIVE_INFINITY)
}

/** Milliseconds until the pace lets one more delete go. */
async function waitOf({ clock, pace }: Awaited<ReturnType<typeof scene>>): Promise<number> {
  const startedMs = clock.monotonicMs()
  let admitted = false
  void pace.admit(1, new AbortController().signal).then(() => {
    admitted = true
  })
  await clock.run(() => admitted, Number.POSITIVE_INFINITY)
  return clock.monotonicMs() - startedMs
}

describe('the outcomes of an answered batch', () => {
  test('settle what was deleted, spared or rejected, and give back the rest in its order', async () => {
    const { batch, ledger, outcomes, troubles } = await scene(6)
    const again = outcomes.answered(batch, [DELETED, UNSENT, SPARED, THROTTLED, REJECTED, RETRYABLE])
    expect(again).toEqual([batch[1], batch[3], batch[5]])
    expect(ledger.counts()).toMatchObject({ deleted: 1, spared: 0 }) // the checkpoint stops before what is unsent
    outcomes.answered(again, [DELETED, DELETED, DELETED])
    expect(ledger.counts()).toMatchObject({ matched: 6, deleted: 4, spared: 1, failed: 1 })
    expect(troubles.byCode).toEqual({ Throttled: 1, Odd: 1, Conflict: 1 })
  })

  test('without an outcome for an item leave it to be tried again', async () => {
    const { batch, outcomes, troubles } = await scene(2)
    expect(outcomes.answered(batch, [DELETED])).toEqual([batch[1]])
    expect(troubles.byCode).toEqual({ NoOutcome: 1 })
  })

  test('count a delete as failed at its tenth failure beside one that is answered well', async () => {
    const { batch, ledger, outcomes } = await scene(11)
    const [poor, ...others] = batch
    if (poor === undefined) throw new Error('batch: expected a candidate, found none')
    const failures = others.map((other, index) => {
      const well = index % 2 === 0 ? DELETED : SPARED
      return outcomes.answered([poor, other], [RETRYABLE, well]).length
    })
    expect(failures).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    expect(ledger.counts()).toMatchObject({ failed: 1, deleted: 5, spared: 5 })
  })

  test.each([
    ['alone', [RETRYABLE]],
    ['all of its batch', [RETRYABLE, RETRYABLE]],
    ['beside a throttle', [RETRYABLE, THROTTLED]],
  ])('never count a delete as failed that fails %s: that is the table’s fault, and stalls', async (_what, answer) => {
    const { batch, ledger, outcomes, stalled } = await scene(answer.length)
    for (let attempt = 0; attempt < 50; attempt++) expect(outcomes.answered(batch, answer)).toEqual(batch)
    expect(ledger.counts().failed).toBe(0)
    expect(await stalled()).toBe(true)
  })

  test('count a denied delete as failed, by its code', async () => {
    const { batch, ledger, outcomes, troubles } = await scene(2)
    const denied: DeleteOutcome = { kind: 'denied', error: new AccessDenied('not this key', 'AccessDeniedException') }
    expect(outcomes.answered(batch, [denied, DELETED])).toEqual([])
    expect(ledger.counts()).toMatchObject({ failed: 1, deleted: 1 })
    expect(troubles.byCode).toEqual({ AccessDeniedException: 1 })
  })

  test.each([
    ['one item is settled', [DELETED, THROTTLED], false],
    ['an item is settled as failed', [REJECTED, RETRYABLE], false],
    ['nothing is settled', [THROTTLED, RETRYABLE], true],
  ])('where %s, tell whether the table takes anything: %j', async (_what, answer, stalls) => {
    const { batch, outcomes, stalled } = await scene(2)
    outcomes.answered(batch, answer)
    expect(await stalled()).toBe(stalls)
  })

  test('of which none is settled stall the pass, once 30 s are over', async () => {
    const { clock, batch, outcomes, stalls } = await scene(1)
    await pass(clock, 1_000)
    expect(stalls()).toBe(0)
    outcomes.answered(batch, [THROTTLED])
    expect(stalls()).toBe(1)
  })

  test('slow the pace where any is throttled, and ask for the cause', async () => {
    const { batch, pace, outcomes } = await scene(2)
    outcomes.answered(batch, [DELETED, THROTTLED])
    expect(pace.rate.perSecond).toBeLessThan(1_000)
    expect(pace.takeTurnToAsk()).toBe(true)
  })

  test('make the next batch wait, at the same rate, where deletes failed', async () => {
    const failed = await scene(2)
    failed.outcomes.answered(failed.batch, [DELETED, RETRYABLE])
    expect(failed.pace.rate.perSecond).toBe(1_000)
    expect(await waitOf(failed)).toBeGreaterThanOrEqual(5)
    expect(failed.pace.takeTurnToAsk()).toBe(false)
  })

  test.each([
    ['deleted', [DELETED, SPARED]],
    ['unsent', [DELETED, UNSENT]],
    ['rejected', [REJECTED, DELETED]],
  ])('do not slow the pace where items are %s', async (_what, answer) => {
    const calm = await scene(2)
    calm.outcomes.answered(calm.batch, answer)
    expect(calm.pace.rate.perSecond).toBeGreaterThanOrEqual(1_000)
    expect(await waitOf(calm)).toBeLessThan(5)
  })

  test('take back the wish to know a throttle’s cause once a batch is acknowledged', async () => {
    const { batch, pace, outcomes } = await scene(2)
    const again = outcomes.answered(batch, [THROTTLED, DELETED])
    outcomes.answered(again, [DELETED])
    expect(pace.takeTurnToAsk()).toBe(false)
  })
})

describe('a request that failed as a whole', () => {
  test('is noted by its code, and makes the next one wait at the same rate', async () => {
    const failed = await scene(1)
    failed.outcomes.requestFailed(new RequestFailed('ECONNRESET'))
    expect(failed.troubles.byCode).toEqual({ ECONNRESET: 1 })
    expect(failed.pace.rate.perSecond).toBe(1_000)
    expect(await waitOf(failed)).toBeGreaterThanOrEqual(5)
  })

  test('slows the pace where it was throttled, and is noted by its reasons', async () => {
    const { outcomes, pace, troubles } = await scene(1)
    outcomes.requestFailed(new Throttled(['TableWriteKeyRangeThroughputExceeded']))
    expect(troubles.byCode).toEqual({ Throttled: 1, TableWriteKeyRangeThroughputExceeded: 1 })
    expect(pace.rate.perSecond).toBeLessThan(1_000)
    expect(pace.takeTurnToAsk()).toBe(false)
  })

  test('stalls the pass after 30 s in which nothing moved', async () => {
    for (const error of [new Throttled([]), new RequestFailed('TimedOut')]) {
      const { clock, outcomes, stalls } = await scene(1)
      outcomes.requestFailed(error)
      expect(stalls()).toBe(0)
      await pass(clock, 1_000)
      outcomes.requestFailed(error)
      expect(stalls()).toBe(1)
    }
  })
})
