import { type CapOfPlace, capOfPlaces } from '../../pace/capOfPlace.ts'
import { type CapSettings, UnitsCap } from '../../pace/unitsCap.ts'
import type { CapsLeft } from '../../progress/tokenState.ts'
import type { Clock } from '../../waiting/clock.ts'
import type { CapLimits, Limit } from './capLimits.ts'

/**
 * What a request is expected to take before one was measured: a write unit for each that is expected by an item's size,
 * as without indexes, and the read units of an item of 1 KB.
 */
const WRITE_UNITS_EACH = 1
const READ_UNITS_EACH = 0.125

/**
 * One request of a shard takes at most what its part of the write cap allows in so many seconds: whole batches of all
 * shards would bring the mean of ten seconds above the parent's cap. Reads have no such bound, because half a read unit
 * is the least that a page costs.
 */
const SHARD_REQUEST_SECONDS = 0.1

/** A request waits for its own units for this share of a pass at most, and for so many seconds at most. */
const WAITED_SHARE = 0.1
const LONGEST_WAIT_SECONDS = 60

type RequestSettings = Pick<CapSettings, 'unitsEach' | 'requestSeconds'>

export interface Caps {
  readonly limits: CapLimits
  readonly write: UnitsCap | undefined
  readonly read: UnitsCap | undefined
  /** The caps as they bind at a segment. */
  readonly writeAt: CapOfPlace | undefined
  readonly readAt: CapOfPlace | undefined
}

export interface CapsOfPass {
  readonly limits: CapLimits
  readonly burstSeconds: number | undefined
  /** What the pass before had left; undefined on a first pass. */
  readonly left: CapsLeft | undefined
  /** Passes without an answer since then. What they consumed is not known, so nothing is taken to be left after one. */
  readonly lostPasses: number
  /** Of the whole table. */
  readonly totalSegments: number
  /** Whether the caps are a shard's part of its parent's. */
  readonly ofShard?: boolean
  /** Milliseconds that the pass has. */
  readonly passMs: number
}

/**
 * The caps of a pass. Only a cap that input or rule give is kept in bursts: a burst at the table's half would leave the
 * application nothing while it lasts.
 */
export function capsOf(clock: Clock, ofPass: CapsOfPass): Caps {
  const { limits, burstSeconds, left, lostPasses, totalSegments, ofShard = false, passMs } = ofPass
  const longestWaitSeconds = Math.min(LONGEST_WAIT_SECONDS, (passMs * WAITED_SHARE) / 1_000)
  const elapsedSeconds = left === undefined ? 0 : Math.max(0, clock.nowMs() - left.atMs) / 1_000
  const writing = { unitsEach: WRITE_UNITS_EACH, ...(ofShard && { requestSeconds: SHARD_REQUEST_SECONDS }) }
  const reading = { unitsEach: READ_UNITS_EACH }
  const cap = (limit: Limit | undefined, leftUnits: number | undefined, requests: RequestSettings) => {
    if (limit === undefined) return undefined
    const { unitsPerSecond, from } = limit
    const accrued = leftUnits === undefined ? undefined : leftUnits + elapsedSeconds * unitsPerSecond
    const carriedUnits = lostPasses > 0 ? Math.min(0, accrued ?? 0) : accrued
    const inBursts = from === 'input' || from === 'rule' ? burstSeconds : undefined
    return new UnitsCap(clock, {
      unitsPerSecond,
      ...requests,
      burstSeconds: inBursts,
      longestWaitSeconds,
      carriedUnits,
    })
  }
  const write = cap(limits.write, left?.writeUnits, writing)
  const read = cap(limits.read, left?.readUnits, reading)
  const ofPlaces = (limit: Limit | undefined, requests: RequestSettings) => {
    const places = Math.min(totalSegments, limit?.partitions ?? 1)
    return { places, unitsOfPlace: limit?.unitsOfPartition, totalSegments, ...requests, longestWaitSeconds }
  }
  return {
    limits,
    write,
    read,
    writeAt: write && capOfPlaces(clock, write, ofPlaces(limits.write, writing)),
    readAt: read && capOfPlaces(clock, read, ofPlaces(limits.read, reading)),
  }
}

/** What a token carries of the caps; undefined where there are none. `nowMs`: the wall clock, since 1970. */
export function leftOf({ write, read }: Caps, nowMs: number): CapsLeft | undefined {
  if (write === undefined && read === undefined) return undefined
  return { atMs: Math.round(nowMs), writeUnits: write?.availableUnits, readUnits: read?.availableUnits }
}
