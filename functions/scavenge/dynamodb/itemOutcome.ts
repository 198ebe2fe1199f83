import { AccessDenied, type ScavengeError } from '../errors.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import type { DeleteOutcome } from '../table/table.ts'

/** A failed request as the outcome of the one item that it was for. Throws what ends the pass. */
export function outcomeOfFailure(failure: Throttled | RequestFailed | ScavengeError): DeleteOutcome {
  if (failure instanceof Throttled) return { kind: 'throttled', reasons: failure.reasons }
  if (failure instanceof RequestFailed) return { kind: 'retryable', code: failure.code }
  if (failure instanceof AccessDenied) return { kind: 'denied', error: failure }
  throw failure
}
