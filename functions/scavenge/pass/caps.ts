import type { Settings } from '../execution/input.ts'
import { type CapSettings, UnitsCap } from '../pace/unitsCap.ts'
import type { CapsLeft } from '../progress/tokenState.ts'
import type { TableDescription } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'

/** Share of the smallest provisioned figure of a table and its indexes: the rest is for the application. */
const SHARE_OF_PROVISIONED = 0.5

/**
 * Before any was measured: write units for each that is expected by an item's size, as without indexes, and read units
 * of one item read, of 1 KB.
 */
const WRITE_UNITS_EACH = 1
const READ_UNITS_EACH = 0.125

export interface Caps {
  readonly write: UnitsCap | undefined
  readonly read: UnitsCap | undefined
}

export interface CapsOfPass {
  readonly settings: Pick<Settings, 'maxWriteUnitsPerSecond' | 'maxReadUnitsPerSecond' | 'burstSeconds'>
  readonly provisioned: TableDescription['provisioned']
  /** What the pass before had left; undefined on a first pass. */
  readonly left: CapsLeft | undefined
  /** Passes without an answer since then. What they consumed is not known, so nothing is taken to be left after one. */
  readonly lostPasses: number
}

/**
 * The caps of a pass: those of input or rule, else half of what is provisioned, else none. Only a cap that was given is
 * kept in bursts: a burst at the table's half would leave the application nothing while it lasts.
 */
export function capsOf(clock: Clock, { settings, provisioned, left, lostPasses }: CapsOfPass): Caps {
  const { maxWriteUnitsPerSecond, maxReadUnitsPerSecond, burstSeconds } = settings
  const elapsedSeconds = left === undefined ? 0 : Math.max(0, clock.nowMs() - left.atMs) / 1_000
  const cap = (
    given: number | undefined,
    share: number | undefined,
    leftUnits: number | undefined,
    unitsEach: number,
  ) => {
    const unitsPerSecond = given ?? share
    if (unitsPerSecond === undefined) return undefined
    const accrued = leftUnits === undefined ? undefined : leftUnits + elapsedSeconds * unitsPerSecond
    const carriedUnits: CapSettings['carriedUnits'] = lostPasses > 0 ? Math.min(0, accrued ?? 0) : accrued
    return new UnitsCap(clock, { unitsPerSecond, unitsEach, burstSeconds: given && burstSeconds, carriedUnits })
  }
  return {
    write: cap(maxWriteUnitsPerSecond, shareOf(provisioned?.writeUnits), left?.writeUnits, WRITE_UNITS_EACH),
    read: cap(maxReadUnitsPerSecond, shareOf(provisioned?.readUnits), left?.readUnits, READ_UNITS_EACH),
  }
}

function shareOf(provisionedUnits: number | undefined): number | undefined {
  return provisionedUnits === undefined ? undefined : provisionedUnits * SHARE_OF_PROVISIONED
}

/** What a token carries of the caps; undefined where there are none. `nowMs`: the wall clock, since 1970. */
export function leftOf({ write, read }: Caps, nowMs: number): CapsLeft | undefined {
  if (write === undefined && read === undefined) return undefined
  return { atMs: Math.round(nowMs), writeUnits: write?.availableUnits, readUnits: read?.availableUnits }
}
