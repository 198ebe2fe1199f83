import type { ManualClock } from '../../support/virtual/manualClock.ts'
import type { SimulatedTable } from '../table/table.ts'
import type { Faults } from './faults.ts'
import type { Random } from './random.ts'

/** A delete that the table was asked for, and whether its pass heard what became of it. */
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
  readonly latencyMs: number
  /** Whether a request that is given up tells so, or hangs. */
  readonly abortsAnswer: boolean
  readonly jitterMs: number
  /** From when on the table does not move, and whether reads stand still too. */
  readonly frozen: { readonly fromMs: number; readonly reads: boolean } | undefined
  storm: { untilMs: number; partition: number | undefined }
  /** Until when the table is missing, between its deletion and its making. */
  missingUntilMs: number
  readonly violate: Violate
}

/** Notes that an invariant does not hold, with what was found in its place. */
export type Violate = (invariant: string, found: string) => void
