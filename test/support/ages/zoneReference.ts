import { wallOf } from './wall.ts'

/** Local times looked for among the moments at which clocks may show them; all in nanoseconds. */

const SECOND = 1_000_000_000n
const MINUTE = 60n * SECOND
const DAY = 1440n * MINUTE

/** The last moment at which clocks show a time, by trying each offset of the zone. */
export function lastIn(zone: string | undefined, local: bigint): bigint | undefined {
  if (zone === undefined || !isZone(zone)) return undefined
  const shown = offsetsOf(zone).map((offset) => local - offset)
  return shown.filter((utc) => shows(zone, utc, local)).reduce<bigint | undefined>(later, undefined)
}

/** The moment from which a date is shown no more, by looking back minute by minute. */
export function dayEndIn(zone: string | undefined, midnight: bigint): bigint | undefined {
  if (zone === undefined || !isZone(zone)) return undefined
  const ends = offsetsOf(zone).map((offset) => midnight + DAY - offset)
  const last = ends.reduce<bigint | undefined>(later, undefined) ?? 0n
  for (let at = last; at > last - 2n * DAY - DAY / 2n; at -= MINUTE)
    if (wallOf(zone, at - 1n) / DAY === midnight / DAY) return at
  return undefined
}

function later(one: bigint | undefined, other: bigint): bigint {
  return one === undefined || other > one ? other : one
}

/** Whether clocks in a zone show a local time at a moment. */
export function shows(zone: string, utc: bigint, local: bigint): boolean {
  return isZone(zone) && wallOf(zone, utc) === local
}

function isZone(zone: string): boolean {
  if (!zone.includes('/') && zone !== 'UTC' && zone !== 'GMT') return false
  try {
    wallOf(zone, 0n)
    return true
  } catch {
    return false // Intl knows no such zone
  }
}

const offsets = new Map<string, readonly bigint[]>()

/** Every offset that a zone has from 1998 to 2128, by looking each week. */
function offsetsOf(zone: string): readonly bigint[] {
  let known = offsets.get(zone)
  if (known === undefined) {
    const found = new Set<bigint>()
    for (let utc = 900_000_000n * SECOND; utc < 5_000_000_000n * SECOND; utc += 7n * DAY)
      found.add(wallOf(zone, utc) - utc)
    known = [...found]
    offsets.set(zone, known)
  }
  return known
}
