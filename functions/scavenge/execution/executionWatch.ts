import { send } from '../request/send.ts'
import type { Clock } from '../waiting/clock.ts'

/** Milliseconds between two looks. */
const EVERY_MS = 10_000

/** A look is given up after this many milliseconds. */
const TIMEOUT_MS = 5_000

/**
 * A pass looks every 10 s whether its execution still runs, and then finishes what is in flight: so many milliseconds
 * after an execution was stopped, its pass has drained.
 */
export const DRAIN_MS = 30_000

/** The statuses of an execution that goes on, as Step Functions calls them. */
export const GOES_ON: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE'])

export interface WatchContext {
  /** The execution's status now, such as RUNNING. */
  readonly look: (signal: AbortSignal) => Promise<string>
  readonly clock: Clock
  /** Called for a failed look, once for each error name. */
  readonly onFailedLook: (error: Error) => void
  /** Called once, when the execution no longer runs. */
  readonly onEnded: (status: string) => void
}

/**
 * Looks every 10 s whether the execution of a pass still runs, because Step Functions leaves the function running when
 * the execution is stopped. A look that fails or hangs is reported and given up, so that it never holds up the pass.
 * At most one look is under way.
 */
export class ExecutionWatch {
  readonly #context: WatchContext
  readonly #ended = new AbortController()
  readonly #closed = new AbortController()
  readonly #failures = new Set<string>()
  #watching: Promise<void> | undefined

  private constructor(context: WatchContext) {
    this.#context = context
  }

  /** Begins to watch; the first look comes after 10 s. */
  static start(context: WatchContext): ExecutionWatch {
    const watch = new ExecutionWatch(context)
    watch.#watching = watch.#watch()
    return watch
  }

  /** The same, with a first look that is over when it resolves. */
  static async startByLook(context: WatchContext): Promise<ExecutionWatch> {
    const watch = new ExecutionWatch(context)
    await watch.#lookOnce(watch.#closed.signal)
    watch.#watching = watch.#watch()
    return watch
  }

  /** Aborts once a look found that the execution no longer runs. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Ends the watch when the pass is over. No look is left running when it resolves. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#watching
  }

  async #watch(): Promise<void> {
    const { clock } = this.#context
    const closed = this.#closed.signal
    while (!this.#ended.signal.aborted) {
      await clock.sleep(EVERY_MS, closed)
      if (closed.aborted) return
      await this.#lookOnce(closed)
    }
  }

  async #lookOnce(closed: AbortSignal): Promise<void> {
    const { look, clock, onFailedLook, onEnded } = this.#context
    try {
      const status = await send(look, clock, TIMEOUT_MS, closed)
      if (GOES_ON.has(status)) return
      this.#ended.abort()
      onEnded(status)
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (closed.aborted || this.#failures.has(error.name)) return // closing the watch aborts its look, which is no failure
      this.#failures.add(error.name)
      onFailedLook(error)
    }
  }
}
