/** Time as the engine sees it. The real clock is below; the tests have one that is moved by hand. */
export interface Clock {
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number
  /** The wall clock, in milliseconds since 1970; it may be set, forward or back. */
  nowMs(): number
  /** Calls `run` after `ms` milliseconds. The function that it answers calls this off. */
  after(ms: number, run: () => void): () => void
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects: the caller checks its signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  nowMs: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  sleep: (ms, signal) => sleepBy(realClock.after, ms, signal),
}

/** A clock's `sleep`, made from its `after`. */
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
