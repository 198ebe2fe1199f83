/**
 * How often the state machine repeats a task after each kind of error: scavenge.asl.yml has the same numbers as
 * MaxAttempts of its retriers, in this order. Step Functions counts each retrier by itself:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const MAX_ATTEMPTS = {
  /** The function's own errors. */
  own: 0,
  /** Errors after which the invocation may still run; 900 s apart, so for 6 hours. */
  mayStillRun: 24,
  /** Lambda is throttled, unwell, or gets the function ready; up to 120 s apart, so for some 5 hours. */
  lambda: 300,
  /** All else: the invocation ended. */
  other: 8,
} as const

/** The MaxAttempts of a task's retriers, in their order. */
export const RETRIER_ATTEMPTS: readonly number[] = Object.values(MAX_ATTEMPTS)

/** How often one task is repeated at most. */
export const MOST_RETRIES = RETRIER_ATTEMPTS.reduce((sum, attempts) => sum + attempts, 0)

/** Events of a failed try: scheduled, started, failed. */
export const RETRY_EVENTS = 3
