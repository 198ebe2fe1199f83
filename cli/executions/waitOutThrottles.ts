import type { SFNClient } from '@aws-sdk/client-sfn'
import { isThrottle } from '../../functions/scavenge/request/errorCodes.ts'
import type { Sleep } from './persistently.ts'

/** The waits of one request add up to about two minutes. By then each of Step Functions' quotas has filled again. */
const FIRST_WAIT_MS = 500
const MAX_WAIT_MS = 10_000
const TRIES = 16

interface Patience {
  readonly sleep: Sleep
  readonly signal: AbortSignal
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
}

/**
 * Makes each later request of the client wait while Step Functions throttles it, beyond the SDK's own retries. After 16
 * tries the throttle is thrown. Waits double from half a second to ten, and are shortened at random by up to half, so
 * that requests that were throttled together are not sent together again.
 */
export function waitOutThrottles(client: SFNClient, { sleep, signal, random }: Patience): void {
  client.middlewareStack.add(
    (send) => async (request) => {
      for (let tries = 1, waitMs = FIRST_WAIT_MS; ; tries++, waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
        try {
          return await send(request)
        } catch (error) {
          if (tries === TRIES || !(error instanceof Error && isThrottle(error.name))) throw error
          await sleep(waitMs * (1 - random() / 2), signal)
        }
      }
    },
    { step: 'initialize', name: 'waitOutThrottles', override: true },
  )
}
