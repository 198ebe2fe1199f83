/** Lets any number of waiters sleep until something has changed. Each of them checks for itself what has changed. */
export class Wakeup {
  readonly #waiters = new Set<() => void>()

  /** Wakes everyone who waits now. */
  wake(): void {
    const waiters = [...this.#waiters]
    this.#waiters.clear()
    for (const resolve of waiters) resolve()
  }

  /** Resolves at the next `wake`, or when `signal` aborts. Never rejects. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = () => {
        this.#waiters.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiters.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
