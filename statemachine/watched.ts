import { METRICS_NAMESPACE } from '../functions/scavenge/tasks/passMetrics.ts'
import type { DeployedRule } from './deployedRule.ts'
import { intervalOf } from './interval.ts'
import { dimensionsOf } from './metrics.ts'

/** The time over which an alarm sums up. */
const PERIOD_SECONDS = 300

/** CloudWatch's limits for an alarm's window, and for a window whose periods are shorter than an hour. */
const MAX_WINDOW_SECONDS = 7 * 86_400
const MAX_SHORT_WINDOW_SECONDS = 86_400

interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
  readonly Statistic: 'Sum' | 'Maximum'
}

/** An alarm's metric and condition, and the sentence that its mail begins with. */
export interface Watched {
  /** The last part of the alarm's name, and the heading of its entry in the runbook. */
  readonly name: string
  readonly says: string
  readonly metric: Metric
  readonly condition: Condition
}

interface Condition {
  readonly ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold'
  readonly Threshold: number
  readonly Period: number
  readonly EvaluationPeriods: number
  readonly TreatMissingData: 'notBreaching' | 'breaching'
}

const ANY: Condition = above(0)

/** Everything that alarms watch of a rule, in the order of the alarms. */
export function watched(deployed: DeployedRule): readonly Watched[] {
  const executions = (MetricName: string, Statistic: Metric['Statistic'] = 'Sum'): Metric => ({
    Namespace: 'AWS/States',
    MetricName,
    Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: `${deployed.id}StateMachine` } }],
    Statistic,
  })
  const items = (MetricName: string): Metric => ({
    Namespace: METRICS_NAMESPACE,
    MetricName,
    Dimensions: Object.entries(dimensionsOf(deployed)).map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Sum',
  })
  return [
    { name: 'execution-failed', says: 'an execution failed', metric: executions('ExecutionsFailed'), condition: ANY },
    {
      name: 'execution-timed-out',
      says: 'an execution ran longer than Step Functions lets it',
      metric: executions('ExecutionsTimedOut'),
      condition: ANY,
    },
    { name: 'failed-items', says: 'items could not be deleted', metric: items('failed'), condition: ANY },
    { name: 'undated-items', says: 'items without a usable age were met', metric: items('undated'), condition: ANY },
    ...watchedSchedule(deployed, executions),
  ]
}

function watchedSchedule(
  { id, schedule }: DeployedRule,
  executions: (name: string, statistic?: Metric['Statistic']) => Metric,
): readonly Watched[] {
  if (schedule === undefined) return []
  const deadLetters: Watched = {
    name: 'dead-letters',
    says: 'the schedule gave up starting an execution',
    metric: {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [`${id}DeadLetters`, 'QueueName'] } }],
      Statistic: 'Maximum',
    },
    condition: ANY,
  }
  if (!schedule.enabled) return [deadLetters]

  const { shortestSeconds, longestSeconds } = intervalOf(schedule)
  const window = longestSeconds === undefined ? undefined : silence(2 * longestSeconds)
  const start: Watched =
    window === undefined
      ? {
          name: 'start-dropped',
          says: 'the schedule gave up starting an execution',
          metric: {
            Namespace: 'AWS/Scheduler',
            MetricName: 'InvocationDroppedCount',
            Dimensions: [{ Name: 'ScheduleGroup', Value: { Ref: `${id}ScheduleGroup` } }],
            Statistic: 'Sum',
          },
          condition: ANY,
        }
      : {
          name: 'not-started',
          says: 'no execution began in twice the time in which the schedule starts one',
          metric: executions('ExecutionsStarted'),
          condition: window,
        }
  if (shortestSeconds === undefined) return [deadLetters, start]
  const slow: Watched = {
    name: 'slower-than-schedule',
    says: 'an execution took longer than the time to the next one',
    metric: executions('ExecutionTime', 'Maximum'), // in milliseconds, known when it ends
    condition: above(shortestSeconds * 1_000),
  }
  return [deadLetters, start, slow]
}

/** No data for this many seconds, rounded up to whole periods; undefined where it exceeds an alarm's window. */
function silence(seconds: number): Condition | undefined {
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

function above(Threshold: number): Condition {
  return {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold,
    Period: PERIOD_SECONDS,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  }
}
