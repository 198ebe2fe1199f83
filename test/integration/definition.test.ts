import { describe, expect, test } from '@jest/globals'
import { ERROR_NAMES } from '../../functions/scavenge/errors.ts'
import { historyAfter } from '../../functions/scavenge/execution/history.ts'
import { MAX_UNDATED_SCAN_BYTES } from '../../functions/scavenge/rule/limits.ts'
import {
  DECIDED,
  EXECUTION_ID,
  FunctionError,
  type FunctionEvent,
  runStatemachine,
  STATE_MACHINE_ID,
  SUCCESSOR_ID,
} from '../support/definition/definitionRun.ts'

/** Step Functions' bound of a state's input and output, in bytes. */
const MAX_STATE_BYTES = 262_144

/** Bytes of an estimate at most: docs/contract.md. */
const MAX_ESTIMATE_BYTES = 16_384

const complete = {
  status: 'complete',
  ledger: { deleted: 5, failed: 0 },
  progress: { segmentsDone: 4, totalSegments: 4 },
}
const goOn = (continuationToken: string, waitSeconds = 0) => ({ status: 'continue', continuationToken, waitSeconds })
/** The errors that a person mends: in the input, by a confirmation, or by a guard. */
const explained = ['InvalidInput', 'InvalidContinuationToken', 'Unconfirmed', 'GuardTripped']
const names = (entered: readonly { readonly name: string }[]) => entered.map(({ name }) => name)

describe('an execution', () => {
  test('runs pass after pass until one completes, and ends with what that one answered', async () => {
    const { events, result } = await runStatemachine({}, [goOn('one'), goOn('two'), complete])
    expect(events.map(({ pass }) => pass)).toMatchObject([
      { status: 'start', continuationToken: null },
      { status: 'continue', continuationToken: 'one' },
      { status: 'continue', continuationToken: 'two' },
    ])
    expect(result).toEqual({ ...complete, decided: DECIDED })
  })

  test('gives every pass the same input and execution', async () => {
    const { events } = await runStatemachine({ dryRun: true }, [goOn('one'), complete])
    expect(events.map(({ input }) => input)).toEqual([{ dryRun: true }, { dryRun: true }])
    expect(events[0]?.execution).toEqual({
      id: EXECUTION_ID,
      startTime: expect.stringMatching(/^\d{4}-.*Z$/),
      redriveCount: 0,
    })
    expect(events[1]?.execution).toEqual(events[0]?.execution)
  })

  test('tells every pass what Begin decided, and with which code', async () => {
    const { events } = await runStatemachine({}, [goOn('one', 30), goOn('two'), complete])
    expect(events.map(({ decided }) => decided)).toEqual([DECIDED, DECIDED, DECIDED])
  })

  test('waits where a pass asks for it, and only there', async () => {
    const { entered } = await runStatemachine({}, [goOn('one', 30), goOn('two'), complete])
    const loop = [
      'Scavenge',
      'Status',
      'Wait',
      'Scavenge',
      'Status',
      'Scavenge',
      'Status',
      'Echo',
      'Estimated',
      'Complete',
    ]
    expect(names(entered)).toEqual(['HasToken', 'Start', 'Forced', 'Yield', 'Begin', 'Begun', ...loop])
  })

  test('waits after the last pass where a cap was overdrawn, and then ends as without', async () => {
    const overdrawn = { ...complete, waitSeconds: 3 }
    const { entered, result } = await runStatemachine({}, [overdrawn])
    expect(names(entered).slice(-7)).toEqual([
      'Scavenge',
      'Status',
      'WaitOff',
      'WaitedOff',
      'Echo',
      'Estimated',
      'Complete',
    ])
    expect(result).toEqual({ ...overdrawn, decided: DECIDED })
    const failed = await runStatemachine({}, [{ ...overdrawn, ledger: { deleted: 5, failed: 1 } }])
    expect(failed.error?.name).toBe('FailedItems')
  })

  test('waits before the first pass where Begin asks for it: the rule’s window is closed', async () => {
    const closed = { status: 'start', waitSeconds: 5, windowOpens: 'then', decided: DECIDED }
    const { entered, events } = await runStatemachine({}, { passes: [complete], begins: [closed] })
    expect(names(entered).slice(4)).toEqual([
      'Begin',
      'Begun',
      'AwaitWindow',
      'Scavenge',
      'Status',
      'Echo',
      'Estimated',
      'Complete',
    ])
    expect(events[0]?.pass).toEqual({ status: 'start', continuationToken: null, historyEvents: 16 })
  })

  test('moves a token out of the input', async () => {
    const { begins, events } = await runStatemachine({ dryRun: true, continuationToken: 'token' }, [complete])
    for (const event of [...begins, ...events]) {
      expect(event.input).toEqual({ dryRun: true, continuationToken: null })
      expect(event.pass.continuationToken).toBe('token')
    }
  })

  test.each([[[]], [[{ continuationToken: 'token' }]], [[{ force: true }]], ['text'], [7], [{ force: 'true' }]])(
    'hands the input %j to Begin after its wait, and Begin says what is wrong with it',
    async (input) => {
      const refusal = new FunctionError('InvalidInput', 'a sentence')
      const { begins, events, entered, error } = await runStatemachine(input, { passes: [], begins: [refusal] })
      expect(begins.map(({ input, pass }) => ({ input, status: pass.status }))).toEqual([{ input, status: 'begin' }])
      expect(names(entered).slice(0, 5)).toEqual(['HasToken', 'Start', 'Forced', 'Yield', 'Begin'])
      expect(events).toEqual([])
      expect(error).toEqual({ name: 'InvalidInput', cause: 'a sentence' })
    },
  )

  test('that is forced does not wait for others to be seen', async () => {
    const { begins, entered } = await runStatemachine({ force: true }, [complete])
    expect(names(entered)).not.toContain('Yield')
    expect(begins).toHaveLength(1)
  })

  test('that only estimates waits for no other, runs no pass and ends with its estimate', async () => {
    const estimated = { status: 'estimated', estimate: { candidates: 5 } }
    const { begins, events, entered, result } = await runStatemachine(
      { estimate: true },
      { passes: [], begins: [estimated] },
    )
    expect(begins.map(({ input }) => input)).toEqual([{ estimate: true }])
    expect(events).toEqual([])
    expect(names(entered)).toEqual(['HasToken', 'Start', 'Forced', 'Begin', 'Begun', 'EstimateOnly'])
    expect(result).toEqual(estimated)
  })

  test.each([{ estimate: false }, { estimate: 'true' }])(
    'with the input %j is none that only estimates',
    async (input) => {
      const { entered } = await runStatemachine(input, [complete])
      expect(names(entered)).toContain('Yield')
    },
  )

  test('carries the estimate that Begin made into its output', async () => {
    const begins = [{ status: 'start', decided: DECIDED, estimate: { candidates: 5 } }]
    const { result } = await runStatemachine({}, { passes: [goOn('one'), complete], begins })
    expect(result).toEqual({ ...complete, decided: DECIDED, estimate: { candidates: 5 } })
  })

  test('that yields to another one runs no pass and says to whom', async () => {
    const skipped = { status: 'skipped', runningExecution: 'arn:other' }
    const { events, entered, result } = await runStatemachine(
      { continuationToken: 'token' },
      { passes: [], begins: [skipped] },
    )
    expect(events).toEqual([])
    expect(result).toEqual(skipped)
    expect(names(entered).at(-1)).toBe('Skipped')
  })

  test('fails by name on an answer that it does not know', async () => {
    const { error } = await runStatemachine({}, [{ status: 'paused' }])
    expect(error?.name).toBe('UnknownStatus')
    const { error: atBegin } = await runStatemachine({}, { passes: [], begins: [{ status: 'paused' }] })
    expect(atBegin?.name).toBe('UnknownStatus')
  })
})

describe('Begin that fails', () => {
  test('is repeated, and its tries are none of the first pass', async () => {
    const crash = new FunctionError('Runtime.ExitError', 'signal: killed')
    const { begins, events } = await runStatemachine(
      {},
      { passes: [complete], begins: [crash, { status: 'start', decided: DECIDED }] },
    )
    expect(begins.map(({ retryCount }) => retryCount)).toEqual([0, 1])
    expect(events.map(({ retryCount }) => retryCount)).toEqual([0])
  })

  test('stays where it is after AccessDenied, for a redrive', async () => {
    const { entered } = await runStatemachine(
      {},
      { passes: [], begins: [new FunctionError('AccessDenied', 'a sentence')] },
    )
    expect(names(entered).at(-1)).toBe('Begin')
  })
})

describe('an execution that nears a limit', () => {
  const LIMITS = { historyEvents: 60, ageDays: 330 }
  const token = 't'.repeat(200_000)
  const answer = { ledger: { deleted: 5, failed: 0 }, progress: {}, cutoff: 'then', dryRun: false, waitSeconds: 1 }

  /** A pass that never completes, and keeps the history's account as the function does. */
  function pass({ pass, execution, retryCount, limits }: FunctionEvent) {
    const startMs = Date.parse(execution.startTime)
    const { historyEvents = 0 } = pass
    const current = { id: execution.id, startMs, historyEvents, redrives: 0, limits }
    const place = { execution: current, invocation: { retryCount, redrivesSince: 0 } }
    const history = historyAfter(place, 'continue', startMs)
    return { ...answer, status: 'continue', continuationToken: token, ...history }
  }
  const input = { dryRun: false, readers: 3, continuationToken: 'g'.repeat(200_000) }

  test('hands over to a successor, which goes on with the token and the same input, and says so', async () => {
    const { events, started, result } = await runStatemachine(input, { passes: Array(9).fill(pass), limits: LIMITS })
    // 16 events until the first pass, 9 with each: 61 after the fifth
    expect(events.map(({ pass }) => pass.historyEvents)).toEqual([16, 25, 34, 43, 52])
    expect(started).toEqual([
      {
        StateMachineArn: STATE_MACHINE_ID,
        Name: 'one-2',
        Input: { dryRun: false, readers: 3, continuationToken: token, force: true },
      },
    ])
    expect(result).toEqual({
      status: 'continued',
      successor: SUCCESSOR_ID,
      ledger: answer.ledger,
      progress: answer.progress,
      cutoff: answer.cutoff,
      dryRun: false,
      decided: DECIDED,
    })
  })

  test('does so the sooner the more passes are repeated', async () => {
    const crash = new FunctionError('Runtime.ExitError', 'signal: killed')
    const { events } = await runStatemachine(
      {},
      { passes: [pass, crash, crash, crash, ...Array(9).fill(pass)], limits: LIMITS },
    )
    expect(events.map(({ pass }) => pass.historyEvents)).toEqual([16, 25, 25, 25, 25, 43, 52])
  })

  test('completes where its last pass reaches the limit', async () => {
    const { started, result } = await runStatemachine(
      {},
      { passes: [complete], limits: { historyEvents: 1, ageDays: 0 } },
    )
    expect(started).toEqual([])
    expect(result).toMatchObject(complete)
  })

  test('keeps within the bound of a state, with the largest of tokens, estimates, decisions and inputs', async () => {
    const begins = [
      { status: 'start', decided: { ...DECIDED, rest: 'd'.repeat(4_096) }, estimate: 'e'.repeat(MAX_ESTIMATE_BYTES) },
    ]
    const largest = { ...input, confirm: 'k7m2q9x4tb', values: 'v'.repeat(4_096), continuationToken: token }
    const large = { trouble: 'n'.repeat(2_000), undatedScan: 'u'.repeat(MAX_UNDATED_SCAN_BYTES) }
    const passes = Array(9).fill((event: FunctionEvent) => ({ ...pass(event), ...large }))
    const script = { passes, begins, limits: LIMITS }
    const { entered, begins: atBegin, events } = await runStatemachine(largest, script)
    const path = [
      'Status',
      'HandOver',
      'StartSuccessor',
      'NameSuccessor',
      'EstimatedBefore',
      'EchoEstimateBefore',
      'Continued',
    ]
    expect(names(entered).slice(-7)).toEqual(path)
    for (const event of [...atBegin, ...events]) expect(bytesOf(event)).toBeLessThan(MAX_STATE_BYTES)
    // The runner merges the token into the state that it shows: what a state got is seen where nothing follows.
    for (const endAt of ['StartFromToken', 'Begin', 'Begun', 'Scavenge', ...path]) {
      const { result } = await runStatemachine(largest, { ...script, endAt })
      expect(bytesOf(result)).toBeLessThan(MAX_STATE_BYTES)
    }
  })

  test('keeps within it where Begin found the largest of tokens', async () => {
    const decided = { ...DECIDED, rest: 'd'.repeat(4_096) }
    const begins = [{ status: 'start', decided, continuationToken: token }]
    const given = { ...input, values: 'v'.repeat(4_096), continuationToken: undefined, continueFrom: 'one' }
    const script = { passes: Array(9).fill(pass), begins, limits: LIMITS }
    const { started } = await runStatemachine(JSON.parse(JSON.stringify(given)), script)
    expect(started).toMatchObject([{ Input: { continuationToken: token, continueFrom: null, force: true } }])
    for (const endAt of ['Begun', 'MoveToken', 'Scavenge', 'StartSuccessor']) {
      const { result } = await runStatemachine(JSON.parse(JSON.stringify(given)), { ...script, endAt })
      expect(bytesOf(result)).toBeLessThan(MAX_STATE_BYTES)
    }
  })

  test('tries a start again, by the same name', async () => {
    const throttled = new FunctionError('StepFunctions.ThrottlingException', 'slow down')
    const script = { passes: Array(9).fill(pass), starts: [throttled, throttled], limits: LIMITS }
    const { started, result } = await runStatemachine({}, script)
    expect(started).toMatchObject(Array(3).fill({ Name: 'one-2' }))
    expect(result).toMatchObject({ status: 'continued' })
  })
})

describe('a pass that fails', () => {
  test('is repeated from its token after an error that is none of ours, and says how often', async () => {
    const crash = new FunctionError('Runtime.ExitError', 'signal: killed')
    const { events, result } = await runStatemachine({}, [goOn('one'), crash, crash, goOn('two'), complete])
    expect(events.map(({ pass }) => pass.continuationToken)).toEqual([null, 'one', 'one', 'one', 'two'])
    expect(events.map(({ retryCount }) => retryCount)).toEqual([0, 0, 1, 2, 0])
    expect(result).toEqual({ ...complete, decided: DECIDED })
  })

  test('ends the execution by the name of its error after eight more tries', async () => {
    const crash = new FunctionError('Lambda.Unknown', 'no reason')
    const { events, error } = await runStatemachine({}, Array(20).fill(crash))
    expect(events).toHaveLength(9)
    expect(error?.name).toBe('Lambda.Unknown')
  })

  test.each(ERROR_NAMES)('is not repeated after %s', async (name) => {
    const { events, error } = await runStatemachine({}, [new FunctionError(name, 'a sentence'), complete])
    expect(events).toHaveLength(1)
    expect(error?.name).toBe(name)
  })

  test.each(explained)('ends with a readable sentence after %s', async (name) => {
    const sentence = 'dryRun: expected true or false, found "yes" {} \\'
    const { entered, error } = await runStatemachine({}, [new FunctionError(name, sentence)])
    expect(error).toEqual({ name, cause: sentence })
    expect(names(entered).at(-1)).toBe('Refused')
  })

  test.each(ERROR_NAMES.filter((name) => !explained.includes(name)))(
    'stays where it is after %s, for a redrive',
    async (name) => {
      const { entered } = await runStatemachine({}, [goOn('one'), new FunctionError(name, 'a sentence')])
      expect(names(entered).at(-1)).toBe('Scavenge')
    },
  )
})

test('items that could not be deleted fail the execution, with their number', async () => {
  const { error } = await runStatemachine({}, [{ status: 'complete', ledger: { deleted: 5, failed: 3 } }])
  expect(error).toEqual({ name: 'FailedItems', cause: expect.stringContaining('3') })
})

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

test('a pass that a guard ended fails the execution by its sentence', async () => {
  const trip = { guard: 'maxDeletes', limit: 5, found: 5, cause: 'guard maxDeletes: "5" {} \\' }
  const tripped = { status: 'guardTripped', continuationToken: 'two', waitSeconds: 0, trip, ledger: { deleted: 5 } }
  const { entered, error } = await runStatemachine({}, [goOn('one'), tripped])
  expect(error).toEqual({ name: 'GuardTripped', cause: trip.cause })
  expect(names(entered).slice(-3)).toEqual(['Scavenge', 'Status', 'GuardTripped'])
})
