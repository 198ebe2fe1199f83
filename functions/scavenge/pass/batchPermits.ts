import type { Booking } from '../pace/booking.ts'
import type { UnitsCap } from '../pace/unitsCap.ts'
import type { Semaphore } from '../waiting/semaphore.ts'
import type { Deadline } from './deadline.ts'

/** Lets batches of deletes be sent: so many at once and, under a cap, as its write units allow. All segments share it. */
export class BatchPermits {
  readonly #semaphore: Semaphore
  readonly #cap: UnitsCap | undefined
  readonly #deadline: Deadline

  constructor(semaphore: Semaphore, cap: UnitsCap | undefined, deadline: Deadline) {
    this.#semaphore = semaphore
    this.#cap = cap
    this.#deadline = deadline
  }

  /** Deletes that the cap allows in one request; endless without a cap. */
  get deletesAtOnce(): number {
    return this.#cap?.thingsAtOnce ?? Number.POSITIVE_INFINITY
  }

  /** An estimate of the write units of one delete, used until a delete has shown what it takes. */
  guess(unitsEach: number): void {
    this.#cap?.guess(unitsEach)
  }

  /**
   * Waits until a batch of `deletes` may be sent, and books its write units. Undefined at the deadline, or where a cap
   * in bursts has nothing left for this pass: the pass then drains, and the state machine waits.
   */
  async acquire(deletes: number): Promise<BatchPermit | undefined> {
    const { draining } = this.#deadline
    const booking = this.#cap && (await this.#cap.book(deletes, draining))
    if (this.#cap !== undefined && booking === undefined) {
      this.#deadline.drain()
      return undefined
    }
    if (await this.#semaphore.acquire(draining)) return new BatchPermit(this.#semaphore, this.#cap, booking)
    booking?.settle(0, 0)
    return undefined
  }
}

/** Leave to send one batch. Disposing of it gives back the place among the batches, and the units if none were used. */
export class BatchPermit implements Disposable {
  readonly #semaphore: Semaphore
  readonly #cap: UnitsCap | undefined
  /** Undefined without a cap, and once a request has used it. */
  #booking: Booking | undefined

  constructor(semaphore: Semaphore, cap: UnitsCap | undefined, booking: Booking | undefined) {
    this.#semaphore = semaphore
    this.#cap = cap
    this.#booking = booking
  }

  /** A request under this permit ended, and consumed `writeUnits` for its `deletes`. Only the first one was booked. */
  settle(deletes: number, writeUnits: number): void {
    if (this.#booking === undefined) this.#cap?.spent(deletes, writeUnits)
    else this.#booking.settle(deletes, writeUnits)
    this.#booking = undefined
  }

  [Symbol.dispose](): void {
    this.#booking?.settle(0, 0)
    this.#semaphore.release()
  }
}
