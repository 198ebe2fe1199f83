import type { Cost } from '../../functions/scavenge/cost/cost.ts'
import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { Trouble } from '../answer/trouble.ts'
import type { Verification } from '../verify/verification.ts'

/** What an execution came to, local or deployed: the report for people is made from this. */
export interface Outcome {
  readonly status: string
  /** Passes that answered. */
  readonly passes: number
  /** As the last pass that answered gave it; all zero if none did. */
  readonly ledger: LedgerCounts
  /** Duration of the execution, without making a table and verifying it. */
  readonly seconds: number
  /** MiB: the highest resident memory of a pass's process. Absent where it is not known. */
  readonly maxMemoryMb?: number
  readonly rule?: string
  readonly stage?: string
  readonly table?: string
  readonly dryRun: boolean
  /** The execution's own output, when it succeeded. */
  readonly output?: unknown
  /** Items deleted per second. */
  readonly rate: number
  readonly cost?: Cost
  readonly verification?: Verification
  /** What requests failed with in the passes whose answers were seen; absent where nothing failed. */
  readonly trouble?: Trouble
  /** What the last pass's answer suggests: one text or several. */
  readonly hint?: unknown
}
