import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { PassFigures } from '../pass/passAnswer.ts'
import { report } from '../progress/ledger.ts'

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

/**
 * Writes one set of metrics to standard output, where CloudWatch takes it up (embedded metric format), by rule and
 * stage.
 */
export function publishMetrics(rule: string, stage: string, figures: PassFigures, times: PassTimes): void {
  const metrics = metricsBy(rule, stage)
  for (const [name, value] of Object.entries(metricsOf(figures))) metrics.addMetric(name, MetricUnit.Count, value)
  metrics.addMetric('secondsLeft', MetricUnit.Seconds, times.remainingMs / 1_000)
  metrics.addMetric('secondsSinceStart', MetricUnit.Seconds, times.sinceStartMs / 1_000)
  metrics.publishStoredMetrics()
}

/** Writes, in the same way, how an execution ended at Begin: it yielded to another one, or nobody had confirmed it. */
export function publishEnding(ending: 'skipped' | 'unconfirmed', rule: string, stage: string): void {
  const metrics = metricsBy(rule, stage)
  metrics.addMetric(ending, MetricUnit.Count, 1)
  metrics.publishStoredMetrics()
}

function metricsBy(rule: string, stage: string): Metrics {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE })
  metrics.clearDefaultDimensions() // the library adds `service` by itself
  metrics.setDefaultDimensions({ rule, stage })
  return metrics
}
