import type { Clock } from '../waiting/clock.ts'
import { Booking } from './booking.ts'
import { type CapSettings, UnitsCap } from './unitsCap.ts'

/** What a request asks of a cap, see UnitsCap. */
export type Cap = Pick<UnitsCap, 'thingsAtOnce' | 'book' | 'bookAtOnce'>

/** The cap that binds at a segment. */
export type CapOfPlace = (segment: number) => Cap

interface Places extends Pick<CapSettings, 'unitsEach' | 'requestSeconds' | 'longestWaitSeconds'> {
  /** Places of equal size that the table's segments are parted into, in order. */
  readonly places: number
  /** Units a second of one place; an equal share of the cap unless told. */
  readonly unitsOfPlace?: number | undefined
  readonly totalSegments: number
}

/**
 * Parts a cap among the places of a table: each takes an equal share at most, and all together what the cap allows. A
 * cap that leaves an application its half of the table would otherwise leave it nothing of a partition on which all
 * readers are. Shares are kept second by second and not carried to the next pass.
 */
export function capOfPlaces(clock: Clock, cap: UnitsCap, ofPlaces: Places): CapOfPlace {
  const { places, unitsOfPlace = cap.unitsPerSecond / places, totalSegments, ...settings } = ofPlaces
  const shares = new Map<number, UnitsCap>()
  if (places <= 1) return () => cap
  return (segment) => {
    const place = Math.floor((segment * places) / totalSegments)
    let share = shares.get(place)
    if (share === undefined) {
      share = new UnitsCap(clock, {
        ...settings,
        unitsPerSecond: unitsOfPlace,
        burstSeconds: undefined,
        carriedUnits: undefined,
      })
      shares.set(place, share)
    }
    return jointly(share, cap)
  }
}

/** Both caps as one. It books with the share first, because fewer requests wait for that. */
function jointly(share: Cap, all: Cap): Cap {
  return {
    get thingsAtOnce() {
      return Math.min(share.thingsAtOnce, all.thingsAtOnce)
    },
    async book(things, signal) {
      const first = await share.book(things, signal)
      const second = await all.book(things, signal)
      if (first !== undefined && second !== undefined) return both(first, second)
      first?.settle(0, 0)
      second?.settle(0, 0)
      return undefined
    },
    bookAtOnce: (things) => both(share.bookAtOnce(things), all.bookAtOnce(things)),
  }
}

function both(first: Booking, second: Booking): Booking {
  return new Booking({
    settle(things, units) {
      first.settle(things, units)
      second.settle(things, units)
    },
    keep() {
      first.keep()
      second.keep()
    },
  })
}
