import type { Clock } from '../waiting/clock.ts'
import { RequestFailed } from './failed.ts'

/**
 * Sends one request. Gives up on it after `timeoutMs` (RequestFailed `TimedOut`) or when `ended` aborts (RequestFailed
 * `Aborted`), even if the request never settles.
 */
export async function send<Answer>(
  request: (signal: AbortSignal) => Promise<Answer>,
  clock: Clock,
  timeoutMs: number,
  ended: AbortSignal,
): Promise<Answer> {
  if (ended.aborted) throw new RequestFailed('Aborted')
  const givenUp = new AbortController()
  let giveUp: (code: string) => void = () => undefined
  const gaveUp = new Promise<never>((_, reject) => {
    giveUp = (code) => {
      givenUp.abort(code) // a reason of its own: without one every abort makes an exception and its stack
      reject(new RequestFailed(code))
    }
  })
  const abort = () => giveUp('Aborted')
  ended.addEventListener('abort', abort, { once: true })
  const callOff = clock.after(timeoutMs, () => giveUp('TimedOut'))
  try {
    return await Promise.race([request(givenUp.signal), gaveUp])
  } finally {
    callOff()
    ended.removeEventListener('abort', abort)
  }
}
