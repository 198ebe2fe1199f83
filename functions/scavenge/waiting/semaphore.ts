/**
 * Bounds how many requests are in flight. Permits go to waiters in the order in which they came. Each segment has at
 * most one waiter, so a segment with much to delete does not delay the others.
 */
export class Semaphore {
  readonly #waiters: (() => void)[] = []
  readonly #permits: number
  #free: number

  constructor(permits: number) {
    this.#permits = permits
    this.#free = permits
  }

  /** Takes a permit, which `release` gives back. Resolves to false, without a permit, when `signal` aborts first. */
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

  /** Gives a permit back. Throws where none is out. */
  release(): void {
    if (this.#free === this.#permits)
      throw new Error(`semaphore: expected one of ${this.#permits} permits to be out, found all of them free`)
    const next = this.#waiters.shift()
    if (next === undefined) this.#free++
    else next()
  }
}
