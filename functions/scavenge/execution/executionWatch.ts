import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { send } from '../request/send.ts'
import type { Clock } from '../waiting/clock.ts'

/** Milliseconds between two looks. */
const EVERY_MS = 10_000

/** A look is given up after this many milliseconds. */
const TIMEOUT_MS = 5_000

/** What Step Functions calls an execution that goes on. */
const GOES_ON = new Set(['RUNNING', 'PENDING_REDRIVE'])

export interface WatchContext {
  /** The execution's status now, such as RUNNING. */
  readonly look: (signal: AbortSignal) => Promise<string>
  readonly clock: Clock
  /** Called for a failed look, once for each name of an error. */
  readonly onFailedLook: (error: Error) => void
  /** Called once, when the execution no longer runs. */
  readonly onEnded: (status: string) => void
}

/**
 * Looks every 10 s whether the execution that a pass belongs to still runs, because Step Functions leaves the function
 * running when the execution is stopped. Never in the way of the work: a look that fails or hangs is reported and
 * given up, and there is one at a time at most.
 */
export class ExecutionWatch {
  readonly #context: WatchContext
  readonly #ended = new AbortController()
  readonly #closed = new AbortController()
  readonly #failures = new Set<string>()
  readonly #watching: Promise<void>

  constructor(context: WatchContext) {
    this.#context = context
    this.#watching = this.#watch()
  }

  /** Aborts when the execution was seen to run no longer. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Ends the watch; call it once, when the pass is over. No look is left running when it resolves. */
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
      if (closed.aborted || this.#failures.has(error.name)) return // a pass that ends gives up its look
      this.#failures.add(error.name)
      onFailedLook(error)
    }
  }
}

/** The status of an execution. METADATA_ONLY leaves out its input and output, which may be long and encrypted. */
export async function statusOf(client: SFNClient, executionArn: string, abortSignal: AbortSignal): Promise<string> {
  const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })
  const { status } = await client.send(command, { abortSignal })
  if (status === undefined) throw new Error(`execution ${executionArn}: expected a status in the answer, found none`)
  return status
}
