import { costOf } from '../../cost/cost.ts'
import { READ_UNIT, WRITE_UNIT } from '../../cost/prices.ts'
import { PARTITION_WRITE_UNITS } from '../../rule/limits.ts'

/** What a new on-demand table takes in units a second: DescribeTable's WarmThroughput; used where there is no cap. */
const WARM_WRITE_UNITS = 4_000
const WARM_READ_UNITS = 12_000

/** Deletes a second of a function by its memory, up to the one thread that it uses: docs/performance.md, 512 and 128 MB. */
const DELETES_A_MB = 8.7
const ONE_THREAD_MB = 1_769

/** States that an execution enters before its first pass, in each pass, and after the last: statemachine/scavenge.asl.yml. */
const TRANSITIONS_BEFORE = 6
const TRANSITIONS_A_PASS = 2
const TRANSITIONS_AFTER = 4

/** What an execution has to do. */
export interface Work {
  readonly candidates: number
  readonly tableUnits: number
  readonly indexUnits: readonly number[]
  /** Read units of a whole scan, or of the Queries in its place. */
  readonly scanUnits: number
  /** Write units in the fullest partition of the index that is read; absent where the table is read. */
  readonly partitionUnits?: number
}

/** How fast it may be. Units a second are undefined where there is no cap. */
export interface Speed {
  readonly maxWriteUnitsPerSecond: number | undefined
  readonly maxReadUnitsPerSecond: number | undefined
  readonly memoryMb: number
  /** Seconds that one pass works. */
  readonly passSeconds: number
  /** Functions that work side by side: the shards that run at once. One unless told. */
  readonly functions?: number
}

/** US dollars, at the prices of cost/prices.ts. */
export interface Dollars {
  readonly delete: number
  readonly scan: number
  readonly lambda: number
  readonly stepFunctions: number
  readonly total: number
}

/**
 * How long an execution takes at its caps. Deleting and reading go on side by side, so the slower one counts, or the
 * function where it is slower than both, or the fullest partition of an index that is read. Waits for a window or for
 * other executions are not in it.
 */
export function secondsOf(work: Work, speed: Speed): number {
  const { candidates, tableUnits, indexUnits, scanUnits, partitionUnits = 0 } = work
  const writeUnits = indexUnits.reduce((sum, units) => sum + units, tableUnits)
  const { memoryMb, functions = 1 } = speed
  const deletesPerSecond = DELETES_A_MB * Math.min(memoryMb, ONE_THREAD_MB) * functions
  return Math.max(
    writeUnits / (speed.maxWriteUnitsPerSecond ?? WARM_WRITE_UNITS),
    scanUnits / (speed.maxReadUnitsPerSecond ?? WARM_READ_UNITS),
    candidates / deletesPerSecond,
    partitionUnits / PARTITION_WRITE_UNITS,
  )
}

export function dollarsOf(work: Work, speed: Speed): Dollars {
  const { functions = 1 } = speed
  const seconds = secondsOf(work, speed)
  const passes = functions * Math.max(1, Math.ceil(seconds / speed.passSeconds))
  const { lambda, stepFunctions } = costOf({
    passSeconds: functions * seconds,
    invocations: passes + functions, // each execution's Begin
    memoryMb: speed.memoryMb,
    transitions: functions * (TRANSITIONS_BEFORE + TRANSITIONS_AFTER) + passes * TRANSITIONS_A_PASS,
    readUnits: 0,
    writeUnits: 0,
  })
  const deletes = work.indexUnits.reduce((sum, units) => sum + units, work.tableUnits) * WRITE_UNIT
  const scan = work.scanUnits * READ_UNIT
  return { delete: deletes, scan, lambda, stepFunctions, total: deletes + scan + lambda + stepFunctions }
}
