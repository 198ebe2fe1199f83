/** The time over which an alarm sums up. */
const PERIOD_SECONDS = 300

/** CloudWatch's limits for an alarm's window, and for a window whose periods are shorter than an hour. */
const MAX_WINDOW_SECONDS = 7 * 86_400
const MAX_SHORT_WINDOW_SECONDS = 86_400

/** Starts that are skipped one after another before an alarm says so. */
const SKIPS_IN_A_ROW = 3

/** When an alarm goes off, in CloudWatch's words. */
export interface Condition {
  readonly ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold'
  readonly Threshold: number
  readonly Period: number
  readonly EvaluationPeriods: number
  readonly DatapointsToAlarm?: number
  readonly TreatMissingData: 'notBreaching' | 'breaching'
}

/** Any at all in one period. */
export const ANY: Condition = above(0)

/** No data for this many seconds, rounded up to whole periods; undefined where it exceeds an alarm's window. */
export function silence(seconds: number): Condition | undefined {
  if (seconds > MAX_WINDOW_SECONDS) return undefined
  const EvaluationPeriods = seconds <= MAX_SHORT_WINDOW_SECONDS ? 1 : Math.ceil(seconds / MAX_SHORT_WINDOW_SECONDS)
  const unit = seconds <= MAX_SHORT_WINDOW_SECONDS ? 60 : 3_600
  const Period = Math.ceil(seconds / EvaluationPeriods / unit) * unit
  return {
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    Period,
    EvaluationPeriods,
    TreatMissingData: 'breaching',
  }
}

/**
 * Three skips in a row. A period is the schedule's interval, at most a day, so it has at most one scheduled start. A start
 * that was not skipped leaves no data. Where an alarm cannot look back over three starts, one skip is enough.
 */
export function skips(intervalSeconds: number): Condition {
  const Period = Math.min(Math.ceil(intervalSeconds / 60) * 60, MAX_SHORT_WINDOW_SECONDS)
  const EvaluationPeriods = Math.ceil((SKIPS_IN_A_ROW * intervalSeconds) / Period)
  if (EvaluationPeriods * Period > MAX_WINDOW_SECONDS) return ANY
  return { ...ANY, Period, EvaluationPeriods, DatapointsToAlarm: SKIPS_IN_A_ROW }
}

/** More than this in one period. */
export function above(Threshold: number): Condition {
  return {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold,
    Period: PERIOD_SECONDS,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  }
}
