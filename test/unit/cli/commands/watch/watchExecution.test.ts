import { describe, expect, test } from '@jest/globals'
import { watchExecution } from '../../../../../cli/commands/watch/watchExecution.ts'
import { parseExecutionArn } from '../../../../../cli/executions/names.ts'
import { quietView } from '../../../../support/runs/quietView.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { answered, completed, roundOf, tokenAfter } from '../../../../support/stepfunctions/stagedAnswers.ts'
import { type SfnAnswer, startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'

/**
 * Watches an execution. Each wait of the watching is a moment in which the next of `moments` happens; `faults` are
 * answered in place of what the stage says, each once. A report of progress is a line too.
 */
async function watched(
  stage: DeployedStage,
  arn: string,
  moments: (() => void)[] = [],
  faults: SfnAnswer[] = [],
  eachShard = false,
) {
  await using server = await startStepFunctions((request) => faults.shift() ?? stage.answer(request))
  const lines: string[] = []
  const view = quietView({
    note: (line) => lines.push(line),
    show: (pass, { ledger, segmentsDone }, pace) =>
      lines.push(`bar: pass ${pass}, ${ledger.deleted} deleted, ${segmentsDone} segments, ${pace?.elapsedMs} ms`),
  })
  const waits: number[] = []
  const signal = new AbortController().signal
  const sleep = async (ms: number) => {
    waits.push(ms)
    const moment = moments.shift()
    if (!moment && faults.length === 0) throw new Error('expected the watching to end, it waits for what never happens')
    moment?.()
  }
  const outcome = await watchExecution(parseExecutionArn(arn), {
    client: server.client,
    view,
    signal,
    sleep,
    eachShard,
  }).catch((error: Error) => error)
  return { outcome, lines, waits, requests: server.requests }
}

describe('watching a deployed execution', () => {
  test('tells each pass as the local run does, and ends with the ledger and the cost', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'one')
    const { outcome, lines } = await watched(stage, arn, [
      () => stage.passStarts(arn),
      () => {
        stage.wait(10)
        stage.passAnswers(arn, answered(1))
        stage.passStarts(arn)
      },
      () => {
        stage.wait(10)
        stage.passAnswers(arn, completed(2, { ledger: { readUnits: 8, writeUnits: 1000 } }))
        stage.succeeds(arn, completed(2))
      },
    ])
    expect(lines.slice(1)).toEqual([
      'pass 1 started',
      'pass 1 answered: continue',
      'bar: pass 1, 10 deleted, 1 segments, 10000 ms',
      'pass 2 started',
      'pass 2 answered: complete',
      'bar: pass 2, 20 deleted, 4 segments, 20000 ms',
    ])
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      passes: 2,
      seconds: 20,
      rate: 1,
      rule: 'workers',
      stage: 'dev',
    })
    // 20 s × 0.5 GB × $0.0000133334 and two requests; 1,000 write units and 8 read units.
    expect(outcome).toMatchObject({
      cost: { lambda: expect.closeTo(0.000133734, 9), dynamodb: expect.closeTo(0.000626, 9) },
    })
  })

  test('that is under way is joined at its last answer, and nothing before that is read', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'long')
    for (let pass = 1; pass <= 50; pass++) stage.pass(arn, answered(pass))
    stage.passStarts(arn)
    const { lines, requests } = await watched(stage, arn, [
      () => {
        stage.passAnswers(arn, completed(51))
        stage.succeeds(arn, completed(51))
      },
    ])
    expect(lines.slice(1, 4)).toEqual([
      'pass 50 answered: continue',
      'bar: pass 50, 500 deleted, 50 segments, 500000 ms',
      'pass 51 started',
    ])
    const withData = requests.filter(({ body }) => body.includeExecutionData === true)
    expect(withData).toHaveLength(2)
  })

  test('survives a lost connection, of which it speaks once, and once of its return', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'cut')
    const faults: SfnAnswer[] = []
    const page = { page: '<html>sign in to this network</html>' }
    const busy = { error: 'ThrottlingException' }
    const { outcome, lines, waits } = await watched(
      stage,
      arn,
      [
        () => {
          stage.pass(arn, completed(1))
          stage.succeeds(arn, completed(1))
          faults.push(page, busy, page)
        },
        ...Array.from({ length: 3 }, () => () => {}),
      ],
      faults,
    )
    expect(lines.filter((line) => line.startsWith('connection lost'))).toHaveLength(1)
    expect(lines.filter((line) => line === 'connected again')).toHaveLength(1)
    expect(lines).toContain('pass 1 answered: complete')
    expect(waits.slice(1, 4)).toEqual([1000, 2000, 4000])
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', ledger: { deleted: 10 } })
  })

  test('ends where the credentials have run out, which no waiting mends', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'never')
    const faults: SfnAnswer[] = []
    const expired = await watched(stage, arn, [() => faults.push({ error: 'ExpiredTokenException' })], faults)
    expect(expired.outcome).toMatchObject({ name: 'ExpiredTokenException' })
  })

  test('shows a pass that died, and the error with which the execution failed, in sentences', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'poor')
    stage.passStarts(arn)
    const cause = JSON.stringify({ errorType: 'TableNotFound', errorMessage: 'table: expected workers, found none' })
    stage.passFails(arn, 'TableNotFound', cause)
    stage.fails(arn, 'TableNotFound', cause)
    const { outcome, lines } = await watched(stage, arn)
    expect(lines).toContain('pass 1 ended with TableNotFound: table: expected workers, found none')
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'TableNotFound',
      cause: 'table: expected workers, found none',
      passes: 0,
    })
  })

  test('goes on with the successor of an execution that neared its bounds', async () => {
    const stage = new DeployedStage(MACHINE)
    const [arn, successor] = [stage.execution(MACHINE, 'a'), stage.execution(MACHINE, 'a-2')]
    stage.pass(arn, answered(1))
    stage.succeeds(arn, { status: 'continued', successor, ledger: answered(1).ledger })
    stage.pass(successor, completed(2))
    stage.succeeds(successor, completed(2))
    const { outcome, lines } = await watched(stage, arn)
    expect(lines).toContain(`a neared the bounds of one execution: ${successor} goes on from its token`)
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', executionArn: successor, passes: 2 })
  })

  test('says which execution was in the way of one that was skipped', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'late')
    stage.succeeds(arn, { status: 'skipped', runningExecution: 'arn:early' })
    const { outcome } = await watched(stage, arn)
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', passes: 0, ending: { runningExecution: 'arn:early' } })
  })

  test('of an execution that goes on from a token numbers its own passes, and its rate is its own', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'on', { continuationToken: tokenAfter({ deleted: 30, passes: 3 }, 2) })
    stage.pass(arn, answered(4, { progress: { segmentsDone: 3, totalSegments: 4 } }))
    stage.pass(arn, completed(5))
    stage.succeeds(arn, completed(5))
    const { outcome, lines } = await watched(stage, arn)
    expect(lines.slice(1)).toEqual(['pass 2 answered: complete', 'bar: pass 2, 50 deleted, 4 segments, 20000 ms'])
    expect(outcome).toMatchObject({ passes: 2, rate: 1, ledger: { deleted: 50, passes: 5 } })
  })

  test('does so too where Begin finds the token, before the watching begins or while it goes on', async () => {
    const begun = { continuationToken: tokenAfter({ deleted: 30, passes: 3 }, 2) }
    const happenings = [
      (stage: DeployedStage, arn: string) => stage.begins(arn, begun),
      (stage: DeployedStage, arn: string) => {
        stage.pass(arn, completed(4))
        stage.succeeds(arn, completed(4))
      },
    ]
    for (const early of [0, 1]) {
      const stage = new DeployedStage(MACHINE)
      const arn = stage.execution(MACHINE, 'on', { continueFrom: 'before' })
      for (const happen of happenings.slice(0, early)) happen(stage, arn)
      const later = happenings.slice(early).map((happen) => () => happen(stage, arn))
      const { outcome, lines } = await watched(stage, arn, later)
      expect(lines).toContain('pass 1 answered: complete')
      expect(outcome).toMatchObject({ passes: 1, ledger: { deleted: 40, passes: 4 } })
    }
  })

  test('takes the task that answers no ledger for no pass', async () => {
    const stage = new DeployedStage(MACHINE)
    const arn = stage.execution(MACHINE, 'begun')
    stage.happens(arn, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Begin' } })
    stage.happens(arn, 'TaskScheduled')
    const output = JSON.stringify({ Payload: { status: 'start', decided: { dryRun: false } } })
    stage.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output } })
    stage.pass(arn, completed(1))
    stage.succeeds(arn, completed(1))
    const { lines } = await watched(stage, arn)
    expect(lines.slice(1, 4)).toEqual(['pass 1 answered: complete', 'bar: pass 1, 10 deleted, 4 segments, 10000 ms'])
  })
})

describe('watching a parent', () => {
  const FIRST = 'p-shard-1-of-2'
  const SECOND = 'p-shard-2-of-2'
  const AGAIN = 'p-shard-2-of-2-r2'

  /** A parent of two shards, the second of which fails and is run again after a redrive; and what happens, in turns. */
  function staged() {
    const stage = new DeployedStage(MACHINE)
    const parent = stage.execution(MACHINE, 'p', { shards: 2 })
    const shard = (name: string) => DeployedStage.arnOf(MACHINE, name)
    stage.begins(parent, { status: 'shards', round: roundOf({ '1/2': FIRST, '2/2': SECOND }) })
    const gathered = { ...completed(5), progress: { segmentsDone: 8, totalSegments: 8 } }
    const moments = [
      () => {
        for (const name of [FIRST, SECOND]) stage.pass(stage.execution(MACHINE, name), answered(1))
      },
      () => {
        stage.pass(shard(FIRST), completed(2))
        stage.succeeds(shard(FIRST), completed(2))
        stage.fails(shard(SECOND), 'NoProgress', 'a sentence')
      },
      () => {
        const round = { ...roundOf({ '2/2': AGAIN }), number: 2, ended: [{ shard: '1/2', name: FIRST }] }
        const output = JSON.stringify({ Payload: { status: 'shards', round } })
        stage.happens(parent, 'TaskSucceeded', { taskSucceededEventDetails: { output } })
        stage.pass(stage.execution(MACHINE, AGAIN, { continueFrom: SECOND }), completed(3))
        stage.succeeds(shard(AGAIN), completed(3))
      },
      () => stage.succeeds(parent, gathered),
    ]
    return { stage, parent, moments }
  }

  test('shows one progress over all its shards and names one that failed; the outcome is that of all together', async () => {
    const { stage, parent, moments } = staged()
    const { outcome, lines } = await watched(stage, parent, moments)
    expect(lines.filter((line) => !line.startsWith('bar:')).slice(1)).toEqual([
      '2 shards, 2 at once',
      `shard 2/2: ended as FAILED: ${DeployedStage.arnOf(MACHINE, SECOND)}`,
    ])
    const bars = lines.filter((line) => line.startsWith('bar:')).map((line) => line.replace(/, \d+ ms$/, ''))
    expect(bars).toEqual([
      'bar: pass 0, 0 deleted, 0 segments',
      'bar: pass 2, 20 deleted, 2 segments',
      'bar: pass 3, 30 deleted, 5 segments',
      'bar: pass 5, 50 deleted, 8 segments',
      'bar: pass 5, 50 deleted, 8 segments',
    ])
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      passes: 5,
      ledger: { deleted: 50 },
      shards: [
        { shard: '1/2', status: 'SUCCEEDED' },
        { shard: '2/2', status: 'SUCCEEDED', executionArn: DeployedStage.arnOf(MACHINE, AGAIN) },
      ],
    })
  })

  test('counts the passes that its shards lost, also where no answer of the parent adds them up', async () => {
    const stage = new DeployedStage(MACHINE)
    const parent = stage.execution(MACHINE, 'p', { shards: 2 })
    stage.begins(parent, { status: 'shards', round: roundOf({ '1/2': FIRST, '2/2': SECOND }, { lostPasses: 2 }) })
    stage.pass(stage.execution(MACHINE, FIRST), answered(1, { ledger: { lostPasses: 1 } }))
    stage.fails(parent, 'ShardsFailed', 'a sentence')
    const { outcome } = await watched(stage, parent)
    expect(outcome).toMatchObject({ status: 'FAILED', ledger: { deleted: 10, lostPasses: 3 } })
  })

  test('reads a long history from either end once, and describes the parent once before its end', async () => {
    const { stage, parent, moments } = staged()
    for (let event = 0; event < 60; event++) stage.happens(parent, 'TaskScheduled')
    const { requests } = await watched(stage, parent, moments)
    const ofParent = requests.filter(({ body }) => body.executionArn === parent)
    const pages = ofParent.filter(({ body }) => body.includeExecutionData === true)
    const fromTheEnd = pages.filter(({ body }) => body.reverseOrder === true)
    const described = ofParent.filter(
      ({ action, body }) => action === 'DescribeExecution' && body.includedData === undefined,
    )
    // 62 events take four pages. From the end comes one page more for each of the five looks.
    expect([pages.length - fromTheEnd.length, fromTheEnd.length]).toEqual([4, 4 + 5])
    expect(described).toHaveLength(2)
  })

  test('has lines for each shard where that is asked for', async () => {
    const { stage, parent, moments } = staged()
    const { lines } = await watched(stage, parent, moments, [], true)
    expect(lines).toContain(`shard 1/2: started: ${DeployedStage.arnOf(MACHINE, FIRST)}`)
    expect(lines).toContain('shard 1/2: ended as SUCCEEDED, 20 deleted, 4 segments')
  })
})
