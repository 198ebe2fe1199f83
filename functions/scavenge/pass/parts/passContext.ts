import type { LedgerReport } from '../../progress/ledger.ts'
import type { Rule } from '../../rule/rule.ts'
import type { Table } from '../../table/table.ts'
import type { Clock } from '../../waiting/clock.ts'
import type { Failing } from '../troubles.ts'

export interface Progress {
  readonly segmentsDone: number
  readonly totalSegments: number
}

/** A pass on its way. */
interface PassProgress extends Progress {
  readonly ledger: LedgerReport
  readonly failing: readonly Failing[]
}

/** What a pass works with, and in what time. */
export interface PassContext {
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  readonly table: Table
  readonly rule: Rule
  /** What the Lambda context says is left of this invocation, in milliseconds. */
  readonly remainingMs: number
  /** The pass drains when this aborts: its execution was stopped. */
  readonly stopped?: AbortSignal
  /**
   * Called with the ledger as it stands, for each page that was judged and each segment that was left, and while
   * requests fail, at most once a second.
   */
  readonly onProgress?: (progress: PassProgress) => void
}
