import { dollarsOfUnits, WRITE_UNIT } from '../cost/prices.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import { deletesLimit, type Limits, type Trip } from './guards.ts'

/** What a pass has consumed so far, and what the passes before it had. */
interface Consumed {
  readonly readUnits: number
  readonly writeUnits: number
}

export interface AllowanceContext {
  readonly limits: Limits
  /** Items that the passes before this one had deleted. */
  readonly deleted: number
  readonly consumed: () => Consumed
  /** Called once, when a guard trips: it has to end the pass. */
  readonly onTrip: () => void
}

/** Deletes, and the write units that they are expected to take. */
export interface Share {
  readonly deletes: number
  readonly units: number
}

/**
 * What the guards of an execution still allow. Deletes take their share before they are sent and give it back with their
 * answer, so that all in flight together stay within the limits. A guard trips when there is more to do than it allows,
 * and nothing in flight can change that.
 */
export class Allowance {
  readonly #context: AllowanceContext
  readonly #returned = new Wakeup()
  readonly #mostDeletes: number
  #deleted: number
  #inFlight: Share = { deletes: 0, units: 0 }
  #trip: Trip | undefined

  constructor(context: AllowanceContext) {
    this.#context = context
    this.#deleted = context.deleted
    this.#mostDeletes = deletesLimit(context.limits)?.limit ?? Number.POSITIVE_INFINITY
  }

  /** The guard that has tripped; undefined while none has. */
  get trip(): Trip | undefined {
    return this.#trip
  }

  /** Deletes that may be sent now, beside those in flight. */
  get deletesNow(): number {
    if (this.#trip !== undefined || this.#isSpent(this.#inFlight.units)) return 0
    return Math.max(0, this.#mostDeletes - this.#deleted - this.#inFlight.deletes)
  }

  /**
   * Waits until a delete may be sent, and takes a share for as many of `wanted` as may: at least one. Undefined where a
   * guard trips, which this notices, or when `signal` aborts.
   */
  async takeOf(wanted: Share, signal: AbortSignal): Promise<Share | undefined> {
    while (!signal.aborted) {
      const deletes = Math.min(wanted.deletes, this.deletesNow)
      if (deletes > 0) {
        const share = { deletes, units: (wanted.units * deletes) / wanted.deletes }
        this.take(share) // at once: others who wait look at what is left
        return share
      }
      if (this.#inFlight.deletes === 0) {
        this.#tripOnce()
        return undefined
      }
      await this.#returned.wait(signal)
    }
    return undefined
  }

  /** Takes a share for deletes that are about to be sent. */
  take({ deletes, units }: Share): void {
    this.#inFlight = { deletes: this.#inFlight.deletes + deletes, units: this.#inFlight.units + units }
  }

  /** Gives a share back, of whose deletes `deleted` items are gone. */
  giveBack({ deletes, units }: Share, deleted: number): void {
    this.take({ deletes: -deletes, units: -units })
    this.#deleted += deleted
    this.#returned.wake()
  }

  /** Trips `maxDollars` if they are spent, and answers whether a guard has tripped: no other page may then be read. */
  tripIfSpent(): boolean {
    if (this.#isSpent(0)) this.#tripOnce()
    return this.#trip !== undefined
  }

  /** Whether the dollars are spent, with so many write units on top. */
  #isSpent(writeUnits: number): boolean {
    const { maxDollars } = this.#context.limits
    return maxDollars !== undefined && this.#dollars + writeUnits * WRITE_UNIT >= maxDollars
  }

  get #dollars(): number {
    return dollarsOfUnits(this.#context.consumed())
  }

  #tripOnce(): void {
    if (this.#trip !== undefined) return
    const { limits, onTrip } = this.#context
    const deletes = deletesLimit(limits)
    if (deletes !== undefined && this.#deleted >= deletes.limit) this.#trip = { ...deletes, found: this.#deleted }
    else this.#trip = { guard: 'maxDollars', limit: limits.maxDollars ?? 0, found: this.#dollars }
    onTrip()
  }
}
