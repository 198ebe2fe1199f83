/** A complete execution of the same rule. */
export interface PastExecution {
  readonly startMs: number
  readonly deleted: number
}

/** Executions that a surge is measured by: at most, and at least. */
const MOST_PAST = 10
export const FEWEST_PAST = 3

/** Past executions to ask for: the start of the one before the oldest that counts tells that one's interval. */
export const PAST_TO_READ = MOST_PAST + 1

/** A surge is never judged below so many deletes: small numbers vary by themselves. */
const LEAST_LIMIT = 10_000

/** An execution that starts so soon after another, in intervals, finds what that one left: the two count as one. */
const SAME_INTERVAL = 0.5

/**
 * Deletes that the surge guard allows an execution that starts at `startMs`: the greater of 10,000 and `times` × what
 * the rule usually deletes in an interval × the intervals since the last of `past`, at least one. Undefined where
 * `past`, newest first, has fewer than three; the newest ten count.
 *
 * An interval is the median time between the starts of two executions in a row. What one of them deleted is divided by
 * the intervals since the one before it, at least one; the median of these figures is usual. An execution before which
 * none is known counts as one interval. One that started within half an interval of the one before it counts as a part
 * of that one.
 */
export function surgeLimit(times: number, past: readonly PastExecution[], startMs: number): number | undefined {
  const [last] = past
  if (last === undefined || past.length < FEWEST_PAST) return undefined
  const intervalMs = median(
    past.slice(1).map((earlier, at) => (past[at]?.startMs ?? earlier.startMs) - earlier.startMs),
  )
  const intervals = (ms: number) => (intervalMs > 0 ? ms / intervalMs : 1)
  const rates: number[] = []
  let deleted = 0
  for (const [at, execution] of past.slice(0, MOST_PAST).entries()) {
    const before = past[at + 1]
    deleted += execution.deleted
    const elapsed = before === undefined ? 1 : intervals(execution.startMs - before.startMs)
    if (elapsed < SAME_INTERVAL) continue
    rates.push(deleted / Math.max(1, elapsed))
    deleted = 0
  }
  return Math.max(LEAST_LIMIT, Math.floor(times * median(rates) * Math.max(1, intervals(startMs - last.startMs))))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const [below = 0, above = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (below + above) / 2
}
