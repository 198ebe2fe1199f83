import { AccessDenied } from '../errors.ts'
import type { Clock } from '../waiting/clock.ts'
import { mayBeAllowedSoon } from './errorCodes.ts'
import { RequestFailed } from './failed.ts'

/**
 * Tries of a request that is denied, the first included, and the milliseconds between two of them. Where less time is
 * left, the tries share it evenly.
 */
const TRIES = 3
const WAIT_MS = 30_000

export interface DeniedRetries {
  readonly clock: Clock
  /** Ends a wait: nothing new may be begun. */
  readonly ended: AbortSignal
  /** Milliseconds in which the tries have to be over. */
  readonly leftMs: () => number
  /** Called for each denial after which the request is tried again. */
  readonly onDenied?: (code: string) => void
}

/**
 * Sends a request, and twice more 30 s apart where it is denied in a way that may be over soon: the rights of a role
 * that was just deployed take a while to reach all of AWS. Throws what the last try threw, or RequestFailed with the
 * denial's code where `ended` aborts first.
 */
export async function whileDenied<Answer>(
  request: () => Promise<Answer>,
  { clock, ended, leftMs, onDenied }: DeniedRetries,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof AccessDenied) || tries === TRIES || !mayBeAllowedSoon(error.code)) throw error
      onDenied?.(error.code)
      await clock.sleep(Math.min(WAIT_MS, leftMs() / (TRIES - tries + 1)), ended)
      // a process that stood still runs this timer before the one that ends it
      if (ended.aborted || leftMs() <= 0) throw new RequestFailed(error.code)
    }
  }
}
