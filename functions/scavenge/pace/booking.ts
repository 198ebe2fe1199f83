/**
 * The units that a cap has set aside for one request. The request settles them once, with what it consumed; a booking
 * that is disposed of before that gives all of them back.
 */
export class Booking implements Disposable {
  readonly #settle: (things: number, units: number) => void
  #settled = false

  constructor(settle: (things: number, units: number) => void) {
    this.#settle = settle
  }

  /** Replaces what was booked by the `units` that the request consumed for its `things`. Throws the second time. */
  settle(things: number, units: number): void {
    if (this.#settled) throw new Error('booking: expected to be settled once, found it settled already')
    this.#settled = true
    this.#settle(things, units)
  }

  [Symbol.dispose](): void {
    if (!this.#settled) this.settle(0, 0)
  }
}
