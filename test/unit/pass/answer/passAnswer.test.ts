import { describe, expect, test } from '@jest/globals'
import { figuresOf } from '../../../../functions/scavenge/pass/answer/passFigures.ts'
import { NO_COUNTS } from '../../../../functions/scavenge/progress/ledger.ts'
import { decodeToken } from '../../../../functions/scavenge/progress/token.ts'
import { Throttled } from '../../../../functions/scavenge/request/failed.ts'
import { listedExecution, OLD, YOUNG } from '../../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../../support/virtual/listedTable.ts'
import { stoppedToken } from '../../../support/virtual/stoppedToken.ts'
import { START_MS } from '../../../support/virtual/virtualExecution.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)
const KEY = [{ name: 'id', type: 'S' }] as const

/** What a pass that goes on hands to the next one. */
function handedOn({ continuationToken = '' }: { readonly continuationToken?: string }) {
  return decodeToken(continuationToken, KEY)
}

describe('the answer of a pass that goes on', () => {
  test('carries where it is, what it counted and what it learned', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(500))],
      input: { maxWriteUnitsPerSecond: 50, readers: 1 },
      passMs: 2_000,
    })
    const { answer, figures } = await execution.outcome()
    const state = handedOn(answer)
    expect(state.counts).toEqual(figures.after)
    expect(state.segments.open).toHaveLength(1)
    expect(state.binding.dryRun).toBe(false)
    expect(state.learned?.pageLimit).toBeGreaterThan(0)
    expect(state.learned?.deletesPerSecond).toBeGreaterThan(0)
    expect(state.learned?.slowestMs).toBeGreaterThan(0)
    expect(state.learned?.slowestMs).toBeLessThan(100) // a batch takes 10 ms here, the first guess is 100
    expect(state.stalledMs).toBe(0)
  })

  test('carries no shapes of ages where all of them could be read', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, [OLD])], stoppedMs: 0 })
    const { continuationToken = '' } = await execution.pass()
    expect(decodeToken(continuationToken, execution.table.description.key).shapes).toBeUndefined()
  })

  test('carries what the caps have left by the wall clock, and nothing without caps', async () => {
    const capped = listedExecution({
      segments: [itemsOf(0, old(500))],
      input: { maxWriteUnitsPerSecond: 50 },
      passMs: 2_000,
    })
    const left = handedOn(await capped.pass()).capsLeft
    expect(left?.atMs).toBe(Math.round(START_MS + capped.clock.monotonicMs()))
    expect(left?.writeUnits).toBeLessThan(50)
    expect(left?.readUnits).toBeUndefined()
    const free = listedExecution({ segments: [itemsOf(0, old(9))], becomes: () => new Throttled([]), passMs: 2_000 })
    expect(handedOn(await free.pass()).capsLeft).toBeUndefined()
  })

  test('adds up the time without progress, the wait that it asks for included', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(3))], becomes: () => new Throttled([]) })
    const first = await execution.pass()
    const firstMs = execution.billedMs
    expect(handedOn(first).stalledMs).toBeCloseTo(firstMs + first.waitSeconds * 1_000, 0)
    const second = await execution.pass({ token: first.continuationToken })
    const secondMs = execution.billedMs - firstMs
    expect(handedOn(second).stalledMs).toBeCloseTo(handedOn(first).stalledMs + secondMs + second.waitSeconds * 1_000, 0)
    expect(second.waitSeconds).toBeGreaterThan(first.waitSeconds)
  })

  test('forgets the time without progress once a checkpoint moves, though nothing is deleted', async () => {
    let throttles = true
    const execution = listedExecution({
      segments: [itemsOf(0, old(3)), itemsOf(1, old(3))],
      becomes: (items) => (throttles ? new Throttled([]) : items.map(() => ({ kind: 'spared' }))),
      read: (call) => (call > 2 ? new Throttled([]) : undefined),
      input: { readers: 1 },
      passMs: 3_000,
    })
    const first = await execution.pass()
    expect(handedOn(first).stalledMs).toBeGreaterThan(0)
    throttles = false
    const second = await execution.pass({ token: first.continuationToken })
    expect(second).toMatchObject({ status: 'continue', ledger: { spared: 3, deleted: 0 } })
    expect(handedOn(second).stalledMs).toBe(0)
  })

  test('waits for a burst’s savings to be whole, of the cap that needs longer', async () => {
    const rule = { burstSeconds: 100 }
    const segments = [itemsOf(0, old(2_000))]
    const write = await listedExecution({ segments, rule, input: { maxWriteUnitsPerSecond: 10 } }).pass()
    const read = await listedExecution({ segments, rule, input: { maxReadUnitsPerSecond: 5 } }).pass()
    for (const { status, waitSeconds } of [write, read]) {
      expect(status).toBe('continue')
      expect(waitSeconds).toBeGreaterThanOrEqual(90)
      expect(waitSeconds).toBeLessThanOrEqual(101)
    }
  })

  test('names no Scan of undated items before all is read', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, [undefined, ...old(300)])],
      input: { maxWriteUnitsPerSecond: 20 },
      passMs: 2_000,
    })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'continue', ledger: { undated: 1 } })
    expect(answer).not.toHaveProperty('undatedScan')
  })
})

describe('the answer of a pass that completes', () => {
  test('waits for nothing, whatever the caps have left', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(100))],
      rule: { burstSeconds: 10 },
      input: { maxWriteUnitsPerSecond: 10 },
    })
    const answers = await execution.toTheEnd()
    expect(answers.at(-1)).toMatchObject({ status: 'complete', waitSeconds: 0, ledger: { deleted: 100 } })
  })

  test('waits off what its last request took beyond the cap', async () => {
    const overdrawn = (input: object, rule = {}) =>
      listedExecution({ segments: [itemsOf(0, old(3))], bytes: () => 20 * 1_024, rule, input }).pass()
    // 60 write units, or 7.5 read units, where one or a part of one was expected of each item
    expect(await overdrawn({ maxWriteUnitsPerSecond: 2 })).toMatchObject({ status: 'complete', waitSeconds: 0 })
    const read = await overdrawn({ maxReadUnitsPerSecond: 1 })
    expect(read).toMatchObject({ status: 'complete', waitSeconds: 6 })
    const inBursts = await overdrawn({ maxReadUnitsPerSecond: 1 }, { burstSeconds: 2 })
    expect(inBursts).toMatchObject({ status: 'complete', waitSeconds: 5 })
  })

  test('says which caps hold and where they come from', async () => {
    const execution = (input: object) =>
      listedExecution({
        segments: [itemsOf(0, [YOUNG])],
        capacity: { write: { units: 6, from: 'warmThroughput' }, read: { units: 10, from: 'provisioned' } },
        rule: { maxReadUnitsPerSecond: 8 },
        input,
      })
    expect(await execution({}).pass()).toMatchObject({
      caps: { writeUnitsPerSecond: 3, readUnitsPerSecond: 8 },
      capsFrom: { write: 'warmThroughput', read: 'rule' },
    })
    const free = { maxReadUnitsPerSecond: 'unlimited', maxWriteUnitsPerSecond: 'unlimited' }
    const answer = await execution(free).pass()
    expect(answer.caps).toEqual({})
    expect(answer).not.toHaveProperty('capsFrom')
  })
})

describe('a pass without progress', () => {
  /** A table that takes nothing until the call of that number. */
  const stuckUntil = (call: number) =>
    listedExecution({
      segments: [itemsOf(0, old(3))],
      becomes: (items, at) => (at < call ? new Throttled([]) : items.map(() => DELETED)),
      passMs: 10_000,
    })

  test('ends the execution after ten times the length of a pass, not before', async () => {
    const execution = stuckUntil(Number.POSITIVE_INFINITY)
    const error = await execution.toTheEnd().catch((thrown: unknown) => thrown)
    const [last] = execution.answers.slice(-1)
    expect(handedOn(last ?? {}).stalledMs).toBeLessThan(100_000)
    expect(execution.billedMs).toBeGreaterThanOrEqual(100_000)
    expect(String(error)).toBe(
      `NoProgress: expected a delete or a checkpoint at least every 10 passes, found none for ` +
        `${Math.round(execution.billedMs / 1_000)} s (in the last pass: Throttled ${figuresOf(error)?.trouble.Throttled} ` +
        "times); mend the table's capacity or its reachability, then redrive",
    )
  })

  test('ends at ten times its length to the millisecond, and says where no request failed', async () => {
    const token = await stoppedToken({ stalledMs: 1_000_000 })
    const error = await listedExecution({ segments: [[]], stoppedMs: 0 })
      .pass({ token })
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('found none for 1000 s (in the last pass: no error); mend')
  })

  test('ends as a guard’s where one has tripped: its token is not lost', async () => {
    const token = await stoppedToken({ stalledMs: 10_000_000 })
    const execution = listedExecution({ segments: [itemsOf(0, old(3))] })
    expect(await execution.pass({ token, decided: { limits: { maxDeletes: 0 } } })).toMatchObject({
      status: 'guardTripped',
      continuationToken: expect.any(String),
    })
  })

  test('completes where nothing is left, however long nothing had moved before', async () => {
    const token = await stoppedToken({ stalledMs: 10_000_000 })
    expect(await listedExecution({ segments: [[]] }).pass({ token })).toMatchObject({ status: 'complete' })
  })

  test('completes all the same where its segments are over', async () => {
    const execution = stuckUntil(1)
    expect(await execution.pass()).toMatchObject({ status: 'complete', ledger: { deleted: 3 } })
  })

  test('has figures for its metrics, and an error of another kind has none', async () => {
    const error = await stuckUntil(Number.POSITIVE_INFINITY)
      .toTheEnd()
      .catch((thrown: unknown) => thrown)
    expect(figuresOf(error)).toMatchObject({ dryRun: false, after: { matched: 3, abandoned: 3 } })
    expect(figuresOf(new Error('another'))).toBeUndefined()
    expect(figuresOf(undefined)).toBeUndefined()
  })
})

test('a pass whose ledger does not balance ends as a defect, with its figures', async () => {
  const token = await stoppedToken({ counts: { ...NO_COUNTS, passes: 1, young: 7 } })
  const error = await listedExecution({ segments: [itemsOf(0, [OLD])] })
    .pass({ token })
    .catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(/^UnbalancedPass: ledger: expected to balance, found \{.*"young":7,/)
  expect(figuresOf(error)).toMatchObject({ before: { young: 7 }, after: { matched: 1, young: 7, deleted: 1 } })
})
