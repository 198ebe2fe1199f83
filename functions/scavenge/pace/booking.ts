/** What the end of a booked request means for its cap. */
interface BookingEnd {
  /** The request consumed `units` for its `things`, in place of what was booked. */
  readonly settle: (things: number, units: number) => void
  /** What was booked counts as consumed. */
  readonly keep: () => void
}

/**
 * The units that a cap has set aside for one request. The request ends the booking once: it settles what it consumed, or
 * keeps what was booked. A booking that is disposed of before that gives all of it back.
 */
export class Booking implements Disposable {
  readonly #end: BookingEnd
  #ended = false

  constructor(end: BookingEnd) {
    this.#end = end
  }

  /** Replaces what was booked by the `units` that the request consumed for its `things`. Throws the second time. */
  settle(things: number, units: number): void {
    this.#endOnce()
    this.#end.settle(things, units)
  }

  /** The request had no answer and may have been served: what was booked counts as consumed. Throws the second time. */
  keep(): void {
    this.#endOnce()
    this.#end.keep()
  }

  [Symbol.dispose](): void {
    if (!this.#ended) this.settle(0, 0)
  }

  #endOnce(): void {
    if (this.#ended) throw new Error('booking: expected to be settled once, found it settled already')
    this.#ended = true
  }
}
