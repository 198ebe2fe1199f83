import type { Allowance, Share } from '../guard/allowance.ts'
import type { Booking } from '../pace/booking.ts'
import type { Cap } from '../pace/capOfPlace.ts'
import type { Semaphore } from '../waiting/semaphore.ts'
import type { Deadline } from './deadline.ts'

/**
 * Lets the batches of one segment be sent, within what the guards allow, the number of batches in flight and the write
 * cap. All segments share these three.
 */
export class BatchPermits {
  readonly #semaphore: Semaphore
  readonly #cap: Cap | undefined
  readonly #allowance: Allowance
  readonly #deadline: Deadline

  constructor(semaphore: Semaphore, cap: Cap | undefined, allowance: Allowance, deadline: Deadline) {
    this.#semaphore = semaphore
    this.#cap = cap
    this.#allowance = allowance
    this.#deadline = deadline
  }

  /** Expected write units that the cap allows in one request; endless without a cap. */
  get unitsAtOnce(): number {
    return this.#cap?.thingsAtOnce ?? Number.POSITIVE_INFINITY
  }

  /**
   * Waits until a batch may be sent, of `wanted` or of fewer deletes, and books it. Undefined at the deadline, where a
   * guard trips, or where a cap in bursts has nothing left for this pass: the pass then drains.
   */
  async acquire(wanted: Share): Promise<BatchPermit | undefined> {
    const { draining } = this.#deadline
    const share = await this.#allowance.takeOf(wanted, draining)
    if (share === undefined) return undefined
    const booking = this.#cap && (await this.#cap.book(share.units, draining))
    if (this.#cap !== undefined && booking === undefined) this.#deadline.drain()
    else if (await this.#semaphore.acquire(draining)) {
      const limits = { cap: this.#cap, allowance: this.#allowance }
      return new BatchPermit(this.#semaphore, limits, { share, booking })
    }
    booking?.settle(0, 0)
    this.#allowance.giveBack(share, 0)
    return undefined
  }
}

interface Booked {
  readonly share: Share
  /** Undefined without a cap. */
  readonly booking: Booking | undefined
}

interface PermitLimits {
  readonly cap: Cap | undefined
  readonly allowance: Allowance
}

/** What came of a request that was answered. */
export interface BatchResult {
  /** Write units that the deletes which the table took were expected to take. */
  readonly units: number
  /** Write units that the request took. */
  readonly writeUnits: number
  /** Items that are gone. */
  readonly deleted: number
}

/**
 * Permission to send one batch, and after it further requests one by one, each of them booked. Disposing of it frees
 * the place among the batches in flight, and gives back what was booked for a request that was not sent.
 */
export class BatchPermit implements Disposable {
  readonly #semaphore: Semaphore
  readonly #limits: PermitLimits
  /** Undefined once a request has used it. */
  #booked: Booked | undefined

  constructor(semaphore: Semaphore, limits: PermitLimits, booked: Booked) {
    this.#semaphore = semaphore
    this.#limits = limits
    this.#booked = booked
  }

  /** Expected write units of the deletes that the next request may hold; endless without a cap. */
  get units(): number {
    return this.#limits.cap === undefined ? Number.POSITIVE_INFINITY : (this.#booked?.share.units ?? 0)
  }

  /** Deletes that the next request may hold: those booked, and those that the guards allow beside them. */
  get deletes(): number {
    return (this.#booked?.share.deletes ?? 0) + this.#limits.allowance.deletesNow
  }

  /** Books `share` for the next request, which goes at once, in place of what is booked. */
  book(share: Share): void {
    const { cap, allowance } = this.#limits
    const { deletes, units } = this.#booked?.share ?? {}
    if (deletes === share.deletes && units === share.units) return
    this.#booked?.booking?.settle(0, 0)
    this.#giveBack(0)
    allowance.take(share)
    this.#booked = { share, booking: cap?.bookAtOnce(share.units) }
  }

  /** The request was answered. */
  settle({ units, writeUnits, deleted }: BatchResult): void {
    this.#booked?.booking?.settle(units, writeUnits)
    this.#giveBack(deleted)
  }

  /** The request had no answer: what was booked of a cap counts as consumed. */
  keep(): void {
    this.#booked?.booking?.keep()
    this.#giveBack(0)
  }

  #giveBack(deleted: number): void {
    if (this.#booked !== undefined) this.#limits.allowance.giveBack(this.#booked.share, deleted)
    this.#booked = undefined
  }

  [Symbol.dispose](): void {
    this.#booked?.booking?.settle(0, 0)
    this.#giveBack(0)
    this.#semaphore.release()
  }
}
