import { RequestFailed, Throttled } from '../request/failed.ts'
import { type Retries, retried } from '../request/retried.ts'

/** Tries of one question before the invocation fails and the state machine repeats it. */
const ATTEMPTS = 6

/** Each try is given up after this share of the time for all of them, and after this many milliseconds. */
const TIMEOUT_SHARE = 1 / 3
const MAX_TIMEOUT_MS = 5_000

/** By what a question is asked again. `withinMs`: milliseconds for all tries and the waits between them. */
export type Asking = Required<Pick<Retries, 'clock' | 'random' | 'withinMs'>>

/**
 * Asks DynamoDB something that a task needs before it can work. A question that is throttled or fails is asked again, for
 * at most `withinMs`. Throws what `question` threw at the last try.
 */
export function askedWithin<Answer>(
  question: (signal: AbortSignal) => Promise<Answer>,
  { clock, random, withinMs }: Asking,
): Promise<Answer> {
  return retried(question, {
    clock,
    random,
    attempts: ATTEMPTS,
    timeoutMs: Math.min(MAX_TIMEOUT_MS, withinMs * TIMEOUT_SHARE),
    withinMs,
    isTransient: (error) => error instanceof Throttled || error instanceof RequestFailed,
  })
}
