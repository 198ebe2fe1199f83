import { costOf } from '../../functions/scavenge/cost/cost.ts'
import { emptyLedger } from '../answer/ledgerCounts.ts'
import type { PassAnswer } from '../answer/passAnswer.ts'
import type { Trouble } from '../answer/trouble.ts'
import type { Outcome } from './outcome.ts'

/** What a local run came to: what `--json` prints. */
export interface LocalOutcome extends Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly error?: string
  readonly cause?: string
  readonly maxMemoryMb: number
  readonly executionId?: string
  readonly startTime?: string
  /** Where a failed run can go on, with `--input '{"continuationToken": "…"}'`. */
  readonly continuationToken?: string
  /** Beside the error Unconfirmed: the code by which a person confirms. */
  readonly confirm?: string
}

/** A local run when its execution has ended. */
interface LocalRun {
  readonly rule: string
  readonly table: string
  readonly input: Readonly<Record<string, unknown>>
  /** How the execution ended. */
  readonly result: { readonly id: string; readonly startTime: string; readonly transitions: number } & (
    | { readonly status: 'SUCCEEDED'; readonly output: unknown }
    | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
  )
  readonly passes: {
    readonly answered: number
    readonly invocations: number
    readonly seconds: number
    readonly last: PassAnswer | undefined
    readonly trouble: Trouble
  }
  readonly seconds: number
  /** MB that the function had. */
  readonly memoryMb: number
  /** MiB that it used at most. */
  readonly maxMemoryMb: number
}

/** The outcome of a run without a verification. */
export function localOutcome({ rule, table, input, result, passes, ...run }: LocalRun): LocalOutcome {
  const { last, answered, invocations, seconds: passSeconds, trouble } = passes
  const { seconds, memoryMb, maxMemoryMb } = run
  const dryRun = input.dryRun === true
  const ledger = last?.ledger ?? emptyLedger(dryRun)
  const { readUnits = 0, writeUnits = 0, deleted = 0 } = ledger
  const token = last ? last.continuationToken : input.continuationToken
  return {
    status: result.status,
    ...(result.status === 'FAILED' && { error: result.error, cause: result.cause }),
    passes: answered,
    ledger,
    seconds,
    maxMemoryMb,
    rule,
    table,
    executionId: result.id,
    startTime: result.startTime,
    dryRun,
    ...(result.status === 'SUCCEEDED' && { output: result.output }),
    rate: seconds > 0 ? deleted / seconds : 0,
    ...(Object.keys(trouble).length > 0 && { trouble }),
    ...(last?.hint !== undefined && { hint: last.hint }),
    cost: costOf({ passSeconds, invocations, memoryMb, transitions: result.transitions, readUnits, writeUnits }),
    ...(result.status === 'FAILED' && typeof token === 'string' && { continuationToken: token }),
  }
}

/** The outcome as a failure with that error; one that had failed before keeps its own. */
export function failed(outcome: LocalOutcome, error: string, cause: string): LocalOutcome {
  return outcome.status === 'FAILED' ? outcome : { ...outcome, status: 'FAILED', error, cause }
}

/** The outcome of a run that failed before its execution began. */
export function failedBefore(error: string, cause: string): LocalOutcome {
  return {
    status: 'FAILED',
    error,
    cause,
    passes: 0,
    ledger: emptyLedger(false),
    seconds: 0,
    maxMemoryMb: 0,
    dryRun: false,
    rate: 0,
  }
}
