import { InvalidInput } from '../../errors.ts'
import { found } from '../../rule/fields.ts'
import { MAX_UNITS_PER_SECOND } from '../../rule/limits.ts'
import type { DealtCaps } from './dealtCaps.ts'

/** What limits an execution, before it is dealt out. Absent where nothing does. */
export interface Whole {
  readonly write?: Cap | undefined
  readonly read?: Cap | undefined
  /** Deletes a second that a first pass begins with. */
  readonly deletesPerSecond: number
}

type Cap = Omit<NonNullable<DealtCaps['write']>, 'unitsOfPartition'>

interface Dealt {
  /** Shards that run at once. */
  readonly atOnce: number
  /** Of each of them. */
  readonly caps: DealtCaps
}

/**
 * Caps and first rate in equal parts for the shards that run at once. Where a default cap has less than one unit a
 * second for each, fewer run at once. Throws InvalidInput where a cap of input or rule has less.
 */
export function dealt({ write, read, deletesPerSecond }: Whole, wanted: number, totalSegments: number): Dealt {
  const byDefault = [write, read].flatMap((cap) => (cap === undefined || isGiven(cap) ? [] : [cap.unitsPerSecond]))
  const atOnce = Math.max(1, Math.floor(Math.min(wanted, ...byDefault)))
  checkShare('maxWriteUnitsPerSecond', write, atOnce)
  checkShare('maxReadUnitsPerSecond', read, atOnce)
  const part = (cap: Cap) => {
    const places = Math.min(totalSegments, cap.partitions ?? 1)
    // a large table has more than an input may say
    const unitsOfPartition = Math.min(MAX_UNITS_PER_SECOND, cap.unitsPerSecond / places)
    const unitsPerSecond = Math.min(MAX_UNITS_PER_SECOND, cap.unitsPerSecond / atOnce)
    return { ...cap, unitsPerSecond, ...(places > 1 && { unitsOfPartition }) }
  }
  const caps = { ...(write && { write: part(write) }), ...(read && { read: part(read) }) }
  return { atOnce, caps: { ...caps, deletesPerSecond: deletesPerSecond / atOnce } }
}

function isGiven({ from }: Cap): boolean {
  return from === 'input' || from === 'rule'
}

function checkShare(field: string, cap: Cap | undefined, atOnce: number): void {
  if (cap === undefined || !isGiven(cap) || cap.unitsPerSecond >= atOnce) return
  throw new InvalidInput(
    `execution input: ${field}: expected at least ${atOnce}, one unit a second for each shard that runs at once, found ` +
      `${found(cap.unitsPerSecond)}; raise it, or lower shardsAtOnce`,
  )
}
