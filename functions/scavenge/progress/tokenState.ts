import type { Counts } from './ledger.ts'
import type { SegmentsState } from './segments.ts'

/** What a token is bound to: it is refused where any of this differs. */
export interface Binding {
  readonly table: string
  readonly rule: string
  readonly dryRun: boolean
}

/** What a pass learned of the table. */
interface Learned {
  /** Items a page. */
  readonly pageLimit: number
  /** Of one segment. */
  readonly deletesPerSecond: number
  /** Milliseconds that the slowest of the recent batches took. */
  readonly slowestMs: number
}

/** What the caps had left when the pass answered, in units; negative after an overdraft. */
export interface CapsLeft {
  /** By the wall clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly writeUnits?: number | undefined
  readonly readUnits?: number | undefined
}

/** What one pass hands to the next. */
export interface TokenState {
  readonly binding: Binding
  readonly olderThanMs: number
  readonly cutoffMs: number
  readonly segments: SegmentsState
  readonly counts: Readonly<Counts>
  /** Milliseconds in a row without an acknowledged delete or a moved checkpoint, waits included. */
  readonly stalledMs: number
  /** Where the next pass begins to adapt. */
  readonly learned: Learned | undefined
  readonly capsLeft?: CapsLeft | undefined
}
