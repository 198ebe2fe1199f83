import type { PassFigures } from '../pass/answer/passFigures.ts'
import { report } from '../progress/ledger.ts'
import { realClock } from '../waiting/clock.ts'

/** The namespace under which CloudWatch keeps what the passes count. */
export const METRICS_NAMESPACE = 'DynamoDBScavenger'

/** Counts of which a pass's metrics say by how much they grew. */
const COUNTS = ['scanned', 'spared', 'failed', 'undated', 'writeUnits', 'readUnits', 'lostPasses'] as const

/**
 * A pass's metrics by name: what the pass added, not the execution's totals. `abandoned` is the pass's own count, since
 * the next pass takes it back. `matched` counts an item once over all passes, when it is settled, so it is never
 * negative.
 */
export function metricsOf({ before, after, dryRun, trouble }: PassFigures): Readonly<Record<string, number>> {
  const [earlier, now] = [report(before, dryRun), report(after, dryRun)]
  const grown = COUNTS.map((name) => [name, now[name] - earlier[name]])
  const acted = dryRun ? 'wouldDelete' : 'deleted'
  return {
    ...Object.fromEntries(grown),
    matched: after.matched - after.abandoned - (before.matched - before.abandoned),
    [acted]: after[acted] - before[acted],
    abandoned: after.abandoned,
    throttles: trouble.Throttled ?? 0,
  }
}

/** Milliseconds of a pass, when it has ended. */
interface PassTimes {
  /** What is left of its invocation. */
  readonly remainingMs: number
  /** Since its execution started. */
  readonly sinceStartMs: number
}

/** Publishes a pass's metrics by rule and stage. */
export function publishMetrics(rule: string, stage: string, figures: PassFigures, times: PassTimes): void {
  const seconds = { secondsLeft: times.remainingMs / 1_000, secondsSinceStart: times.sinceStartMs / 1_000 }
  publish(rule, stage, { Count: metricsOf(figures), Seconds: seconds })
}

/** Publishes how many items an execution would delete by its estimate. */
export function publishEstimate(candidates: number, rule: string, stage: string): void {
  publish(rule, stage, { Count: { estimated: candidates } })
}

/** Publishes how an execution ended: it yielded to another one, nobody had confirmed it, or a guard tripped. */
export function publishEnding(ending: 'skipped' | 'unconfirmed' | 'guardTripped', rule: string, stage: string): void {
  publish(rule, stage, { Count: { [ending]: 1 } })
}

/**
 * Writes one set of metrics, by unit and name, to standard output, where CloudWatch takes it up: the embedded metric
 * format (Amazon CloudWatch User Guide, "Specification: Embedded metric format"). One line of JSON needs no library,
 * and the one that was here took 11 KB of the bundle.
 */
function publish(
  rule: string,
  stage: string,
  byUnit: Readonly<Record<string, Readonly<Record<string, number>>>>,
): void {
  const units = Object.entries(byUnit)
  const Metrics = units.flatMap(([Unit, values]) => Object.keys(values).map((Name) => ({ Name, Unit })))
  const CloudWatchMetrics = [{ Namespace: METRICS_NAMESPACE, Dimensions: [['rule', 'stage']], Metrics }]
  const values = Object.fromEntries(units.flatMap(([, each]) => Object.entries(each)))
  const line = { _aws: { Timestamp: realClock.nowMs(), CloudWatchMetrics }, rule, stage, ...values }
  process.stdout.write(`${JSON.stringify(line)}\n`) // not console.log, to which Lambda's runtime adds a prefix
}
