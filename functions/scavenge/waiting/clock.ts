/** Time as the engine sees it: one real implementation here, one manual in the tests. */
export interface Clock {
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number
  /** Calls `run` after `ms` milliseconds, unless what it answers is called before. */
  after(ms: number, run: () => void): () => void
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects: the caller looks at its signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  sleep: (ms, signal) => sleepBy(realClock.after, ms, signal),
}

/** A clock's sleep, made of its `after`. */
export function sleepBy(after: Clock['after'], ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      callOff()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const callOff = after(ms, done)
    signal?.addEventListener('abort', done, { once: true })
  })
}
