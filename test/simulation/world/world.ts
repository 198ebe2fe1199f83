import type { ManualClock } from '../../support/virtual/manualClock.ts'
import type { SimulatedTable } from '../table/table.ts'
import type { Faults } from './faults.ts'
import type { Random } from './random.ts'

/** A delete that was sent to the table, and whether its pass heard the outcome. */
export interface Statement {
  /** The pass that sent it. */
  readonly pass: object
  heard: boolean
}

/** What all passes of a run share. */
export interface World {
  readonly clock: ManualClock
  readonly faults: Faults
  readonly random: Random
  readonly table: SimulatedTable<Statement>
  readonly batchSize: number
  /** Whether a failed condition brings the item back; where not, a read finds out whether it is there. */
  readonly bringsItems: boolean
  readonly latencyMs: number
  /** Whether an aborted request rejects, or hangs. */
  readonly abortsAnswer: boolean
  readonly jitterMs: number
  /** The time from which the table takes no more deletes, and whether reads stop too. */
  readonly frozen: { readonly fromMs: number; readonly reads: boolean } | undefined
  storm: { untilMs: number; partition: number | undefined }
  /** The time until which the table is missing, between its deletion and its new creation. */
  missingUntilMs: number
  readonly violate: Violate
}

/** Records that an invariant does not hold, and what was found instead. */
export type Violate = (invariant: string, found: string) => void
