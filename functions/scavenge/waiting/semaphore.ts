/**
 * Bounds how many requests are in flight. First come, first served: each segment has at most one waiter, so that is
 * also fair between segments, however much one of them has to delete.
 */
export class Semaphore {
  readonly #waiters: (() => void)[] = []
  #free: number

  constructor(permits: number) {
    this.#free = permits
  }

  /** Takes a permit, to be given back by `release`. Resolves to false, without one, when `signal` aborts first. */
  acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false)
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const granted = () => {
        signal.removeEventListener('abort', aborted)
        resolve(true)
      }
      const aborted = () => {
        this.#waiters.splice(this.#waiters.indexOf(granted), 1)
        resolve(false)
      }
      this.#waiters.push(granted)
      signal.addEventListener('abort', aborted, { once: true })
    })
  }

  release(): void {
    const next = this.#waiters.shift()
    if (next === undefined) this.#free++
    else next()
  }
}
