import type { Clock } from './clock.ts'
import { RequestFailed } from './table.ts'

/** A reason of its own, because without one every abort makes an exception with its stack. */
const ANSWERED = 'answered'

/**
 * Sends one request and gives up on it after `timeoutMs` (RequestFailed `TimedOut`), or when `ended` aborts
 * (RequestFailed `Aborted`), whatever the request itself does: an answer that never comes holds nobody.
 */
export async function send<Answer>(
  request: (signal: AbortSignal) => Promise<Answer>,
  clock: Clock,
  timeoutMs: number,
  ended: AbortSignal,
): Promise<Answer> {
  if (ended.aborted) throw new RequestFailed('Aborted')
  const answered = new AbortController()
  const givenUp = new AbortController()
  const abort = () => givenUp.abort('Aborted')
  ended.addEventListener('abort', abort, { once: true })
  void clock.sleep(timeoutMs, answered.signal).then(() => {
    if (!answered.signal.aborted) givenUp.abort('TimedOut')
  })
  const gaveUp = new Promise<never>((_, reject) => {
    givenUp.signal.addEventListener('abort', () => reject(new RequestFailed(String(givenUp.signal.reason))))
  })
  try {
    return await Promise.race([request(givenUp.signal), gaveUp])
  } finally {
    answered.abort(ANSWERED)
    ended.removeEventListener('abort', abort)
  }
}
