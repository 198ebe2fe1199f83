import { describe, expect, test } from '@jest/globals'
import { NO_COUNTS } from '../../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../../functions/scavenge/progress/token.ts'
import { shardEnd } from '../../../../functions/scavenge/tasks/shards/shardEnd.ts'
import { DeployedStage } from '../../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'
import { WAITLESS } from '../../../support/stepfunctions/waitless.ts'

const MACHINE = 'dynamodb-scavenger-dev-jobs'
const PARENT = DeployedStage.arnOf(MACHINE, 'one')
const COMMON = { cutoff: '2026-11-22T00:00:00.000Z', dryRun: false }
const SHARD = { shard: '1/2', name: 'one-shard-1-of-2' }
const INPUT = { shard: SHARD.shard, ...COMMON, force: true }
const ARN = DeployedStage.arnOf(MACHINE, SHARD.name)
const LEDGER = { matched: 5, deleted: 5 }
const PROGRESS = { segmentsDone: 3, totalSegments: 20 }
const DONE = { ledger: LEDGER, segmentsDone: 3 }
const goOn = { status: 'continue', continuationToken: 'token', ledger: LEDGER, progress: PROGRESS }

/** A token whose ledger has nine deletes, with one segment done. */
const TOKEN = encodeToken(
  {
    binding: { table: 'id', code: 'k7m2q9x4tb', dryRun: false, shard: '1/2' },
    olderThanMs: 1,
    cutoffMs: 1,
    segments: { totalSegments: 40, range: { first: 0, size: 20 }, cursor: 1, open: [] },
    counts: { ...NO_COUNTS, matched: 9, deleted: 9 },
    stalledMs: 0,
    learned: undefined,
  },
  [{ name: 'id', type: 'S' }],
)

/** What a shard came to in whose execution something happened, and in those of the names in `others`. */
async function endWhere(happen: (stage: DeployedStage) => void, from?: string) {
  const stage = new DeployedStage(MACHINE)
  happen(stage)
  await using server = await startStepFunctions((request) => stage.answer(request))
  const requests = { client: server.client, ...WAITLESS }
  const shard = { ...SHARD, ...(from !== undefined && { from }) }
  const end = await shardEnd(shard, { arn: PARENT, common: COMMON }, requests)
  return { end, actions: server.requests.map(({ action }) => action) }
}

function began(stage: DeployedStage, name = SHARD.name, input: object = INPUT): string {
  return stage.execution(MACHINE, name, input)
}

describe('a shard', () => {
  test('that succeeded is told by its output alone', async () => {
    const output = { status: 'complete', ledger: LEDGER, progress: PROGRESS, hint: ['odd ages'], undatedScan: {} }
    const { end, actions } = await endWhere((stage) => stage.succeeds(began(stage), output))
    expect(end).toMatchObject({ ...SHARD, kind: 'complete', ...DONE, said: { hint: ['odd ages'] } })
    expect(actions).toEqual(['DescribeExecution'])
  })

  test('that left its rest says what its guards allowed it', async () => {
    const decided = { limits: { maxDeletes: 5 } }
    const { end } = await endWhere((stage) =>
      stage.succeeds(began(stage), { status: 'continued', ledger: LEDGER, progress: PROGRESS, decided }),
    )
    expect(end).toEqual({ ...SHARD, kind: 'continued', limits: decided.limits, ...DONE })
  })

  test('that runs says since when', async () => {
    const { end } = await endWhere((stage) => void began(stage))
    expect(end).toEqual({ ...SHARD, kind: 'running', startMs: Date.UTC(2026, 10, 24, 8) })
  })

  test('that failed goes on from its last pass', async () => {
    const { end } = await endWhere((stage) => {
      stage.pass(began(stage), goOn)
      stage.fails(ARN, 'NoProgress', 'a sentence')
    })
    expect(end).toEqual({
      ...SHARD,
      kind: 'failed',
      error: 'NoProgress',
      sentence: 'a sentence',
      from: SHARD.name,
      lost: false,
      ...DONE,
    })
  })

  test('that ended without an error is named by its status', async () => {
    const { end } = await endWhere((stage) => {
      stage.pass(began(stage), goOn)
      stage.ends(ARN, 'TIMED_OUT')
    })
    expect(end).toMatchObject({ kind: 'failed', error: 'TIMED_OUT', from: SHARD.name })
  })

  test('whose items failed has finished its part all the same', async () => {
    const { end } = await endWhere((stage) => {
      const ledger = { ...LEDGER, failed: 2 }
      stage.pass(began(stage), { status: 'complete', ledger, progress: PROGRESS })
      stage.fails(ARN, 'FailedItems', 'a sentence')
    })
    expect(end).toMatchObject({ kind: 'complete', ledger: { failed: 2 }, segmentsDone: 3 })
  })

  test('that failed before any pass answered leaves nothing to go on from, but passes that may have deleted', async () => {
    const { end } = await endWhere((stage) => stage.fails(began(stage), 'Runtime.ExitError', 'a sentence'))
    const nothing = { ledger: {}, segmentsDone: 0 }
    expect(end).toEqual({
      ...SHARD,
      kind: 'failed',
      error: 'Runtime.ExitError',
      from: undefined,
      lost: true,
      ...nothing,
    })
  })

  test('says what an error of our own said, be it a cause of Lambda’s, and nothing of any other error', async () => {
    const sentences = [
      ['NoProgress', JSON.stringify({ errorType: 'NoProgress', errorMessage: 'a sentence', trace: [] }), 'a sentence'],
      ['InvalidInput', 'a sentence', 'a sentence'],
      ['Runtime.ExitError', 'a value', undefined],
    ] as const
    for (const [error, cause, sentence] of sentences) {
      const { end } = await endWhere((stage) => stage.fails(began(stage), error, cause))
      expect(end).toMatchObject({ kind: 'failed', error, sentence })
    }
  })

  test.each([
    ['another shard', { ...INPUT, shard: '2/2' }],
    ['another cutoff', { ...INPUT, cutoff: '2026-11-22T00:00:00.001Z' }],
    ['another kind of run', { ...INPUT, dryRun: true }],
    ['none of these', {}],
  ])('is not an execution of its name that has %s in its input', async (_what, input) => {
    for (const happen of [
      (stage: DeployedStage) => void began(stage, SHARD.name, input),
      (stage: DeployedStage) =>
        stage.succeeds(began(stage, SHARD.name, input), { status: 'complete', ledger: LEDGER, progress: PROGRESS }),
    ]) {
      const { end } = await endWhere(happen)
      expect(end).toMatchObject({ kind: 'failed', error: 'NameTaken', from: undefined, lost: false })
    }
  })

  test('whose start failed was never there', async () => {
    const { end } = await endWhere(() => undefined)
    expect(end).toMatchObject({ kind: 'failed', error: 'NotStarted', from: undefined, lost: false, ledger: {} })
  })
})

describe('a shard that went on from another execution', () => {
  const FORMER = 'old-shard-1-of-2'
  const formerly = (stage: DeployedStage) => {
    stage.pass(began(stage, FORMER), goOn)
    stage.succeeds(DeployedStage.arnOf(MACHINE, FORMER), { status: 'continued', ledger: LEDGER, progress: PROGRESS })
  }

  test('and failed before its Begin answered goes on from that one again, with its ledger', async () => {
    const { end } = await endWhere((stage) => {
      formerly(stage)
      stage.fails(began(stage), 'AccessDenied', 'a sentence')
    }, FORMER)
    expect(end).toEqual({
      ...SHARD,
      kind: 'failed',
      error: 'AccessDenied',
      sentence: 'a sentence',
      from: FORMER,
      lost: false,
      ...DONE,
    })
  })

  test('and was not started goes on from that one again', async () => {
    const { end } = await endWhere(formerly, FORMER)
    expect(end).toMatchObject({ kind: 'failed', error: 'NotStarted', from: FORMER, lost: false, ...DONE })
  })

  test('and failed before a pass answered has the ledger of the token that it began with', async () => {
    const { end } = await endWhere((stage) => {
      formerly(stage)
      stage.begins(began(stage), { continuationToken: TOKEN })
      stage.fails(ARN, 'TableNotFound', 'a sentence')
    }, FORMER)
    expect(end).toMatchObject({ kind: 'failed', from: SHARD.name, ledger: { deleted: 9 }, segmentsDone: 1 })
  })

  test('and failed there is finished where the other one was redriven to its end, and runs where that one runs', async () => {
    const { end } = await endWhere((stage) => {
      stage.succeeds(began(stage, FORMER), { status: 'complete', ledger: LEDGER, progress: PROGRESS })
      stage.fails(began(stage), 'InvalidInput', 'a sentence')
    }, FORMER)
    expect(end).toMatchObject({ ...SHARD, kind: 'complete', ...DONE })
    const { end: again } = await endWhere((stage) => {
      began(stage, FORMER)
      stage.fails(began(stage), 'InvalidInput', 'a sentence')
    }, FORMER)
    expect(again).toMatchObject({ ...SHARD, kind: 'running' })
  })
})
