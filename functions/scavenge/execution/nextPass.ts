import { msUntilOpen, type WorkWindow } from '../rule/window/window.ts'

/** Seconds that a Wait state takes at most: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
const MAX_WAIT_SECONDS = 99_999_999

/** When the next pass may begin. */
export interface NextPass {
  /** Whole seconds from now. */
  readonly waitSeconds: number
  /** RFC 3339: when the window opens; only where it is waited for. */
  readonly windowOpens?: string
}

/** When the next pass may begin: in `seconds` at the earliest, and while the window is open. `nowMs`: since 1970. */
export function nextPassIn(seconds: number, window: WorkWindow | undefined, nowMs: number): NextPass {
  const earliestMs = nowMs + seconds * 1_000
  const closedMs = msUntilOpen(window, earliestMs)
  if (closedMs === 0) return { waitSeconds: Math.min(MAX_WAIT_SECONDS, seconds) }
  const opensMs = earliestMs + closedMs
  return {
    waitSeconds: Math.min(MAX_WAIT_SECONDS, Math.ceil((opensMs - nowMs) / 1_000)),
    windowOpens: new Date(opensMs).toISOString(),
  }
}
