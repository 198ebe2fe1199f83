import type { Trip } from '../../guard/guards.ts'
import type { LedgerReport } from '../../progress/ledger.ts'
import type { Unseen } from '../../reading/reading.ts'
import type { UndatedScan } from '../../rule/undatedScan.ts'
import type { sourcesOf } from '../caps/capLimits.ts'
import type { Progress } from '../parts/passContext.ts'
import type { PassFigures } from './passFigures.ts'

/** What a pass answers about itself. */
export interface PassResult extends Unseen {
  /** `continued`: a shard leaves the rest to another execution, which its parent starts. */
  readonly status: 'continue' | 'complete' | 'guardTripped' | 'continued'
  /** Where another pass goes on; absent beside `complete`. */
  readonly continuationToken?: string
  /**
   * Seconds to wait before the next pass, or after the last: for a burst's savings to be whole again, for what was taken
   * beyond a cap, or for a table that takes nothing.
   */
  readonly waitSeconds: number
  /** RFC 3339: when the rule's window opens; only where the next pass waits for it. */
  readonly windowOpens?: string
  readonly ledger: LedgerReport
  readonly progress: Progress
  /** RFC 3339: items at least this old are candidates. */
  readonly cutoff: string
  readonly dryRun: boolean
  /** The caps kept, in units a second: those given, or half of what the table takes at once. */
  readonly caps: { readonly writeUnitsPerSecond?: number; readonly readUnitsPerSecond?: number }
  /** Who says so; absent where there is no cap. */
  readonly capsFrom?: NonNullable<ReturnType<typeof sourcesOf>>
  /** How often requests and single deletes failed in this pass, by code. */
  readonly trouble: Readonly<Record<string, number>>
  /** Only beside `guardTripped`: the guard, its limit and what was found; `cause` says how to go on. */
  readonly trip?: Trip & { readonly cause: string }
  /** A Scan that lists the undated items; beside `complete`, where there are any. */
  readonly undatedScan?: UndatedScan
  /** Why there is no such Scan although items are undated. */
  readonly undatedScanLeftOut?: string
  /** Where the rule probably differs from the table; beside `complete`, where there is anything to say. */
  readonly hint?: readonly string[]
}

export interface PassOutcome {
  readonly answer: PassResult
  readonly figures: PassFigures
}
