import { describe, expect, test } from '@jest/globals'
import type { ReadEvent } from '../../functions/scavenge/execution/executionRequests.ts'
import { lastAnswerIn } from '../../functions/scavenge/execution/lastAnswer.ts'
import { startsOf } from '../../functions/scavenge/execution/shards/round.ts'
import type { GivenGuards } from '../../functions/scavenge/rule/guardFields.ts'
import {
  DECIDED,
  FunctionError,
  type Json,
  runStatemachine,
  STATE_MACHINE_ID,
} from '../support/definition/definitionRun.ts'

/** Step Functions' bound of a state's input and output, in bytes. */
const MAX_STATE_BYTES = 262_144

/** Bytes of an estimate at most, and of the values given at the start: docs/contract.md. */
const MAX_ESTIMATE_BYTES = 16_384
const MAX_VALUES_BYTES = 4_096

const COMMON = { cutoff: '2026-11-22T00:00:00.000Z', confirm: 'k7m2q9x4tb', force: true, dryRun: false }
const LEDGER = { deleted: 5, failed: 0 }
const SUM = { ledger: LEDGER, progress: { segmentsDone: 30, totalSegments: 30 }, cutoff: COMMON.cutoff, dryRun: false }
const COMPLETE = { status: 'complete', waitSeconds: 0, ...SUM, historyEvents: 300, redrives: 0 }

function roundOf(number: number, shards: number, parent = 'one', guards?: GivenGuards) {
  const all = Array.from({ length: shards }, (_, at) => {
    const continueFrom = number === 1 ? undefined : `${parent}-shard-${at + 1}-of-${shards}`
    return { shard: { number: at + 1, of: shards }, guards, continueFrom }
  })
  const starts: Json[] = JSON.parse(JSON.stringify(startsOf(parent, number, all)))
  return {
    number,
    atOnce: Math.min(40, shards),
    redrives: 0,
    lostPasses: 0,
    segments: 30,
    input: COMMON,
    shards: starts,
    ended: [],
  }
}

const begun = (round: Json) => [{ status: 'shards', decided: DECIDED, estimate: { candidates: 5 }, round }]
const next = (round: Json) => ({ status: 'shards', ...SUM, round, historyEvents: 300, redrives: 0 })
const names = (entered: readonly { readonly name: string }[]) => entered.map(({ name }) => name)
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

async function* newestFirst(history: readonly ReadEvent[]) {
  yield* history.toReversed()
}

const lastExit = (history: readonly ReadEvent[]) => history.at(-1)?.stateExitedEventDetails?.name

describe('an execution with shards', () => {
  test('starts each once, with what all have in common and its own, and ends with what gather answers', async () => {
    const script = { passes: [], begins: begun(roundOf(1, 3)), gathers: [COMPLETE] }
    const { startedShards, gathers, entered, result } = await runStatemachine({ shards: 3 }, script)
    const [one, two, three] = ['1/3', '2/3', '3/3'].map((shard) => ({
      StateMachineArn: STATE_MACHINE_ID,
      Name: `one-shard-${shard.replace('/', '-of-')}`,
      Input: { ...COMMON, shard },
    }))
    expect(startedShards).toEqual([one, two, three])
    expect(gathers).toMatchObject([
      { task: 'gather', input: { shards: 3 }, round: roundOf(1, 3), decided: DECIDED, pass: { historyEvents: 16 } },
    ])
    expect(result).toEqual({ ...COMPLETE, decided: DECIDED, estimate: { candidates: 5 } })
    expect(names(entered)).not.toContain('Scavenge')
  })

  test('goes on by rounds until gather has nothing more to start', async () => {
    const later = { ...roundOf(2, 3), shards: roundOf(2, 3).shards.slice(1) }
    const script = { passes: [], begins: begun(roundOf(1, 3)), gathers: [next(later), COMPLETE] }
    const { startedShards, gathers, result } = await runStatemachine({}, script)
    expect(startedShards).toHaveLength(5)
    expect(startedShards[3]).toMatchObject({
      Name: 'one-shard-2-of-3-r2',
      Input: { ...COMMON, shard: '2/3', continueFrom: 'one-shard-2-of-3' },
    })
    expect(gathers[1]).toMatchObject({ round: later, pass: { status: 'shards', historyEvents: 300, redrives: 0 } })
    expect(gathers[1]?.pass).not.toHaveProperty('round')
    expect(result).toMatchObject(COMPLETE)
  })

  test('does not stop the others where one fails, starts none that has ended again, and asks gather about all', async () => {
    const shardEnds = {
      'one-shard-1-of-3': new FunctionError('States.TaskFailed', 'NoProgress'),
      'one-shard-2-of-3': new FunctionError('StepFunctions.ExecutionAlreadyExistsException', 'taken'),
    }
    const script = { passes: [], begins: begun(roundOf(1, 3)), gathers: [COMPLETE], shardEnds }
    const { startedShards, gathers, result } = await runStatemachine({}, script)
    expect(startedShards).toHaveLength(3)
    expect(gathers).toHaveLength(1)
    expect(result).toMatchObject(COMPLETE)
  })

  test('tries a start again that failed as such, a bounded number of times, and then goes on without', async () => {
    const shardEnds = { 'one-shard-1-of-2': new FunctionError('StepFunctions.ThrottlingException', 'slow down') }
    const script = { passes: [], begins: begun(roundOf(1, 2)), gathers: [COMPLETE], shardEnds }
    const { startedShards } = await runStatemachine({}, script)
    expect(startedShards.filter((start) => Object(start).Name === 'one-shard-1-of-2')).toHaveLength(21)
  })

  test('stays at Gather after ShardsFailed, for a redrive', async () => {
    const script = { passes: [], begins: begun(roundOf(1, 2)), gathers: [new FunctionError('ShardsFailed', '1/2')] }
    const { entered, gathers, error } = await runStatemachine({}, script)
    expect(names(entered).at(-1)).toBe('Gather')
    expect(error?.name).toBe('ShardsFailed')
    expect(gathers).toHaveLength(1)
  })

  test('waits where gather asks for it, and looks again', async () => {
    const waits = { status: 'continue', waitSeconds: 60, round: roundOf(1, 2), ...SUM, historyEvents: 309, redrives: 0 }
    const script = { passes: [], begins: begun(roundOf(1, 2)), gathers: [waits, COMPLETE] }
    const { gathers, startedShards } = await runStatemachine({}, script)
    expect(gathers[1]).toMatchObject({ round: roundOf(1, 2), pass: { status: 'continue', historyEvents: 309 } })
    expect(startedShards).toHaveLength(2)
  })

  test('asks gather also where its first round starts no shard', async () => {
    const waits = { ...roundOf(1, 2), shards: [], ended: [{ shard: '1/1', name: 'old-shard-1-of-1' }] }
    const script = { passes: [], begins: begun(waits), gathers: [COMPLETE] }
    const { startedShards, gathers, result } = await runStatemachine({}, script)
    expect(startedShards).toEqual([])
    expect(gathers).toMatchObject([{ round: waits }])
    expect(result).toMatchObject(COMPLETE)
  })

  test('hands over to a successor, which continues from it by name', async () => {
    const over = {
      status: 'continue',
      waitSeconds: 0,
      successor: 'one-2',
      round: roundOf(1, 2),
      ...SUM,
      historyEvents: 20_000,
      redrives: 0,
    }
    const script = { passes: [], begins: begun(roundOf(1, 2)), gathers: [over] }
    const { started, result } = await runStatemachine({ shards: 2 }, script)
    expect(started).toMatchObject([{ Name: 'one-2', Input: { shards: 2, force: true, continueFrom: 'one' } }])
    expect(result).toMatchObject({ status: 'continued', ...SUM, decided: DECIDED })
  })

  test('that hands over leaves its newest round and its successor in its history, wherever it ended', async () => {
    const over = {
      status: 'continue',
      waitSeconds: 0,
      round: roundOf(2, 2),
      ...SUM,
      historyEvents: 20_000,
      redrives: 0,
    }
    const script = {
      passes: [],
      begins: begun(roundOf(1, 2)),
      gathers: [next(roundOf(2, 2)), { ...over, successor: 'one-2' }],
    }
    const ended = await runStatemachine({ shards: 2 }, script)
    const starts = Array.from(
      { length: 101 },
      () => new FunctionError('StepFunctions.ThrottlingException', 'slow down'),
    )
    const failed = await runStatemachine({ shards: 2 }, { ...script, starts })
    expect(failed.error).toBeDefined()
    for (const { history } of [ended, failed]) {
      const answer = { status: 'continue', successor: 'one-2', round: { number: 2 }, ledger: LEDGER }
      for (let events = history.length; lastExit(history.slice(0, events)) !== 'Gather'; events--) {
        await expect(lastAnswerIn(newestFirst(history.slice(0, events)))).resolves.toMatchObject(answer)
      }
    }
  })

  test('takes nothing that stands in a refused input for an answer', async () => {
    const begins = [new FunctionError('InvalidInput', 'a sentence')]
    for (const input of [{ round: roundOf(1, 2) }, { status: 'continue', continuationToken: null, ledger: LEDGER }]) {
      const { history, error } = await runStatemachine(input, { passes: [], begins })
      expect(error?.name).toBe('InvalidInput')
      await expect(lastAnswerIn(newestFirst(history))).resolves.toBeUndefined()
    }
  })

  test('ends by the guard that the sum has tripped, and fails with the items that failed', async () => {
    const trip = { guard: 'maxDeletes', limit: 5, found: 5, cause: 'guard maxDeletes: …' }
    const tripped = { ...COMPLETE, status: 'guardTripped', trip }
    const begins = begun(roundOf(1, 2))
    const guarded = await runStatemachine({}, { passes: [], begins, gathers: [tripped] })
    expect(guarded.error).toEqual({ name: 'GuardTripped', cause: trip.cause })
    const failing = { ...COMPLETE, ledger: { ...LEDGER, failed: 3 } }
    const failed = await runStatemachine({}, { passes: [], begins, gathers: [failing] })
    expect(failed.error?.name).toBe('FailedItems')
  })

  test('keeps within the bound of a state with 100 shards, the longest names and the largest inputs', async () => {
    const parent = 'p'.repeat(80)
    const guards = {
      surge: 'none',
      maxShare: 'none',
      maxDeletes: 10 ** 15,
      maxDollars: 12_345.678_901_234_5,
      pointInTimeRecovery: 'required',
    } as const
    const caps = {
      unitsPerSecond: 1_234.567_891_234,
      from: 'onDemandThroughput',
      partitions: 1e6,
      unitsOfPartition: 1 / 3,
    }
    const values = { ':tenant': 'v'.repeat(MAX_VALUES_BYTES - 14) }
    const input = {
      ...COMMON,
      parent: `arn:${parent}`,
      values,
      caps: { write: caps, read: caps, deletesPerSecond: 1 / 3 },
    }
    const round = (number: number) => {
      const { shards, ...rest } = roundOf(number, 100, parent, guards)
      return { ...rest, input, shards }
    }
    const decided = { ...DECIDED, rest: 'd'.repeat(4_096) }
    const begins = [{ status: 'shards', decided, estimate: 'e'.repeat(MAX_ESTIMATE_BYTES), round: round(1) }]
    const waits = { status: 'continue', waitSeconds: 60, round: round(3), ...SUM, historyEvents: 309, redrives: 0 }
    const gathers = [next(round(2)), next(round(3)), waits, { ...COMPLETE, undatedScan: 'u'.repeat(65_536) }]
    const given = { shards: 100, values, guards, confirm: 'k7m2q9x4tb' }
    const {
      entered,
      gathers: events,
      startedShards,
      error,
    } = await runStatemachine(given, { passes: [], begins, gathers })
    expect(error).toBeUndefined()
    expect(startedShards).toHaveLength(300)
    for (const { Name, Input } of startedShards.map((start) => Object(start))) {
      expect(Name.length).toBeLessThanOrEqual(80)
      expect(bytesOf(Input)).toBeLessThan(MAX_STATE_BYTES / 16)
    }
    const largest = Math.max(...[...entered.map(({ input }) => input), ...events].map(bytesOf))
    expect(largest).toBeGreaterThan(100_000)
    expect(largest).toBeLessThan(MAX_STATE_BYTES)
  })
})

test('a shard that leaves its rest ends without its token', async () => {
  const answer = {
    ...SUM,
    status: 'continued',
    continuationToken: 'token',
    waitSeconds: 0,
    historyEvents: 20_000,
    redrives: 0,
  }
  const { entered, result, started } = await runStatemachine({ shard: '1/2', force: true }, [answer])
  expect(result).toEqual({ status: 'continued', ...SUM, decided: DECIDED })
  expect(started).toEqual([])
  expect(names(entered).slice(-3)).toEqual(['Status', 'ShardContinued', 'Continued'])
})
