import type { PassInput } from '../execution/input.ts'
import { UnitsCap } from '../pace/unitsCap.ts'
import type { CapsLeft } from '../progress/tokenState.ts'
import type { TableDescription } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'

/** Of the smallest provisioned figure of a table and its indexes: the other half is the table's own work. */
const SHARE_OF_PROVISIONED = 0.5

/** Units of one thing before any was measured: an item of 1 KB, deleted; read, eventually consistent. */
const WRITE_UNITS_EACH = 1
const READ_UNITS_EACH = 0.125

export interface Caps {
  readonly write: UnitsCap | undefined
  readonly read: UnitsCap | undefined
}

/**
 * The caps of a pass: what input or rule say, else half of what is provisioned, else none. `left` is what the pass
 * before had left, `nowMs` the wall clock's time. What a lost pass took is not known: after one, nothing is left.
 */
export function capsOf(
  clock: Clock,
  input: PassInput,
  { provisioned }: TableDescription,
  left: CapsLeft | undefined,
  nowMs: number,
): Caps {
  const { burstSeconds, maxWriteUnitsPerSecond, maxReadUnitsPerSecond, retryCount } = input
  const elapsedSeconds = left === undefined ? 0 : Math.max(0, nowMs - left.atMs) / 1_000
  const cap = (given: number | undefined, figure: number | undefined, unitsEach: number, leftUnits?: number) => {
    const unitsPerSecond = given ?? (figure === undefined ? undefined : Math.max(1, figure * SHARE_OF_PROVISIONED))
    if (unitsPerSecond === undefined) return undefined
    const accrued = leftUnits === undefined ? undefined : leftUnits + elapsedSeconds * unitsPerSecond
    return new UnitsCap(clock, {
      unitsPerSecond,
      unitsEach,
      burstSeconds,
      left: retryCount > 0 ? Math.min(0, accrued ?? 0) : accrued,
    })
  }
  return {
    write: cap(maxWriteUnitsPerSecond, provisioned?.writeUnits, WRITE_UNITS_EACH, left?.writeUnits),
    read: cap(maxReadUnitsPerSecond, provisioned?.readUnits, READ_UNITS_EACH, left?.readUnits),
  }
}

/** What a token carries of them. */
export function leftOf({ write, read }: Caps, nowMs: number): CapsLeft | undefined {
  if (write === undefined && read === undefined) return undefined
  return { atMs: Math.round(nowMs), writeUnits: write?.left, readUnits: read?.left }
}
