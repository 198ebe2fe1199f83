import type { Booking } from '../pace/booking.ts'
import type { Cap } from '../pace/capOfPlace.ts'
import type { Semaphore } from '../waiting/semaphore.ts'
import type { Deadline } from './deadline.ts'

/** Lets batches of deletes be sent: so many at once and, under a cap, as its write units allow. All segments share it. */
export class BatchPermits {
  readonly #semaphore: Semaphore
  readonly #cap: Cap | undefined
  readonly #deadline: Deadline

  constructor(semaphore: Semaphore, cap: Cap | undefined, deadline: Deadline) {
    this.#semaphore = semaphore
    this.#cap = cap
    this.#deadline = deadline
  }

  /** Expected write units that the cap allows in one request; endless without a cap. */
  get unitsAtOnce(): number {
    return this.#cap?.thingsAtOnce ?? Number.POSITIVE_INFINITY
  }

  /**
   * Waits until a batch that is expected to take `units` may be sent, and books them. Undefined at the deadline, or where
   * a cap in bursts has nothing left for this pass: the pass then drains, and the state machine waits.
   */
  async acquire(units: number): Promise<BatchPermit | undefined> {
    const { draining } = this.#deadline
    const booking = this.#cap && (await this.#cap.book(units, draining))
    if (this.#cap !== undefined && booking === undefined) {
      this.#deadline.drain()
      return undefined
    }
    if (await this.#semaphore.acquire(draining)) {
      return new BatchPermit(this.#semaphore, this.#cap, booking && { booking, units })
    }
    booking?.settle(0, 0)
    return undefined
  }
}

interface Booked {
  readonly booking: Booking
  /** Expected write units of the deletes that it is for. */
  readonly units: number
}

/**
 * Leave to send one batch, and further requests one after the other, each of them booked. Disposing of it gives back the
 * place among the batches, and the units of a request that was not sent.
 */
export class BatchPermit implements Disposable {
  readonly #semaphore: Semaphore
  readonly #cap: Cap | undefined
  /** Undefined without a cap, and once a request has used it. */
  #booked: Booked | undefined

  constructor(semaphore: Semaphore, cap: Cap | undefined, booked: Booked | undefined) {
    this.#semaphore = semaphore
    this.#cap = cap
    this.#booked = booked
  }

  /** Expected write units of the deletes that the next request may hold; endless without a cap. */
  get units(): number {
    return this.#cap === undefined ? Number.POSITIVE_INFINITY : (this.#booked?.units ?? 0)
  }

  /** Books `units` for the next request, which goes at once, in place of what is booked. */
  book(units: number): void {
    if (this.#booked?.units === units) return
    this.#booked?.booking.settle(0, 0)
    this.#booked = this.#cap && { booking: this.#cap.bookAtOnce(units), units }
  }

  /** The request ended. Those of its deletes that the table took were expected to take `units`, and took `writeUnits`. */
  settle(units: number, writeUnits: number): void {
    this.#booked?.booking.settle(units, writeUnits)
    this.#booked = undefined
  }

  /** The request had no answer: what was booked counts as consumed. */
  keep(): void {
    this.#booked?.booking.keep()
    this.#booked = undefined
  }

  [Symbol.dispose](): void {
    this.#booked?.booking.settle(0, 0)
    this.#semaphore.release()
  }
}
