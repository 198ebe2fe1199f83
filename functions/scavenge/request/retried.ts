import type { Clock } from '../waiting/clock.ts'
import { Backoff } from './backoff.ts'
import { send } from './send.ts'
import { whileDenied } from './whileDenied.ts'

export interface Retries {
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  /** Tries, the first included. */
  readonly attempts: number
  /** Each try is given up after this many milliseconds. */
  readonly timeoutMs: number
  /** Milliseconds for all tries and the waits between them; without it only `attempts` bounds them. */
  readonly withinMs?: number
  /** Whether another try may mend this error. */
  readonly isTransient: (error: unknown) => boolean
}

/**
 * Sends a request until it is answered, with a growing wait after each failed try, and as `whileDenied` does where it
 * is denied. Throws what the last try failed with: after the last of `attempts`, for an error that is not transient, or
 * when `withinMs` is over.
 */
export async function retried<Answer>(
  request: (signal: AbortSignal) => Promise<Answer>,
  retries: Retries,
): Promise<Answer> {
  const { clock, withinMs } = retries
  const over = new AbortController()
  const startMs = clock.monotonicMs()
  const callOff = withinMs === undefined ? undefined : clock.after(withinMs, () => over.abort())
  const leftMs = () => (withinMs ?? Number.POSITIVE_INFINITY) - (clock.monotonicMs() - startMs)
  try {
    return await whileDenied(() => transient(request, retries, over.signal), { clock, ended: over.signal, leftMs })
  } finally {
    callOff?.()
  }
}

async function transient<Answer>(
  request: (signal: AbortSignal) => Promise<Answer>,
  { clock, random, attempts, timeoutMs, isTransient }: Retries,
  over: AbortSignal,
): Promise<Answer> {
  const backoff = new Backoff(clock, random)
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(request, clock, timeoutMs, over)
    } catch (error) {
      if (attempt === attempts || over.aborted || !isTransient(error)) throw error
      backoff.failed()
      await backoff.wait(over)
    }
  }
}
