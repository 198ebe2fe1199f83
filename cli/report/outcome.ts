import type { Cost } from '../../functions/scavenge/cost/cost.ts'
import { emptyLedger, type LedgerCounts } from '../answer/ledgerCounts.ts'
import type { Verification } from '../verify/verification.ts'

/** What the report for people is made from: a local run, or a deployed execution. */
export interface Reported {
  readonly status: string
  /** Passes that answered. */
  readonly passes: number
  /** As the last pass that answered gave it; all zero if none did. */
  readonly ledger: LedgerCounts
  /** Of the execution, without making a table and verifying it. */
  readonly seconds: number
  /** MiB: the highest resident memory of a pass's process, where it is known. */
  readonly maxMemoryMb?: number
  readonly rule?: string
  readonly stage?: string
  readonly table?: string
  readonly dryRun: boolean
  /** The execution's own output, when it succeeded. */
  readonly output?: unknown
  /** Items deleted a second. */
  readonly rate: number
  readonly cost?: Cost
  readonly verification?: Verification
}

/** What a local run came to: what `--json` prints. */
export interface Outcome extends Reported {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly error?: string
  readonly cause?: string
  readonly maxMemoryMb: number
  readonly executionId?: string
  readonly startTime?: string
  /** Where a failed run can go on, with `--input '{"continuationToken": "…"}'`. */
  readonly continuationToken?: string
}

/** A run that failed before its execution began. */
export function failedBefore(error: string, cause: string): Outcome {
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
