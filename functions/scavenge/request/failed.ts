import type { ThrottlingReasons } from './throttling.ts'

/** A request as a whole was throttled: none of its work was done. */
export class Throttled extends Error {
  override readonly name = 'Throttled'
  readonly code = 'Throttled'
  readonly reasons: ThrottlingReasons
  constructor(reasons: ThrottlingReasons, options?: ErrorOptions) {
    super(`throttled: ${reasons.join(', ') || 'no reason given'}`, options)
    this.reasons = reasons
  }
}

/**
 * A request as a whole failed and may succeed later: a lost connection, a 5xx, an unreadable answer. Its work may have
 * been done.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly code: string
  /** The HTTP status of the answer, where there was one. */
  readonly status: number | undefined
  constructor(code: string, { status, ...options }: ErrorOptions & { readonly status?: number | undefined } = {}) {
    super(`request failed: ${code}`, options)
    this.code = code
    this.status = status
  }
}
