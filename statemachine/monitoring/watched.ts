import { METRICS_NAMESPACE } from '../../functions/scavenge/tasks/passMetrics.ts'
import type { DeployedRule } from '../deployedRule.ts'
import { intervalOf } from '../interval.ts'
import { ANY, above, type Condition, silence, skips } from './conditions.ts'
import { dimensionsOf } from './dimensions.ts'

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
  /** What a person has to do, where the mail itself says it. */
  readonly toDo?: string
  readonly metric: Metric
  readonly condition: Condition
}

type MetricOf = (name: string, statistic?: Metric['Statistic']) => Metric

/** The longest interval that is assumed of a schedule whose interval is not known, such as a monthly one. */
const UNKNOWN_INTERVAL_SECONDS = 31 * 86_400

/** Everything that alarms watch of a rule, in the order of the alarms. */
export function watched(deployed: DeployedRule): readonly Watched[] {
  const executions: MetricOf = (MetricName, Statistic = 'Sum') => ({
    Namespace: 'AWS/States',
    MetricName,
    Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: `${deployed.id}StateMachine` } }],
    Statistic,
  })
  const items: MetricOf = (MetricName, Statistic = 'Sum') => ({
    Namespace: METRICS_NAMESPACE,
    MetricName,
    Dimensions: Object.entries(dimensionsOf(deployed)).map(([Name, Value]) => ({ Name, Value })),
    Statistic,
  })
  return [
    { name: 'execution-failed', says: 'an execution failed', metric: executions('ExecutionsFailed'), condition: ANY },
    {
      name: 'execution-timed-out',
      says: 'an execution ran longer than Step Functions lets it',
      metric: executions('ExecutionsTimedOut'),
      condition: ANY,
    },
    {
      name: 'unconfirmed',
      says: 'an execution deleted nothing, because nobody has confirmed its rule',
      toDo:
        'read the estimate in its cause. If these items may go, write the code from the cause into the rule (confirmed) ' +
        'and deploy; if not, correct the rule',
      metric: items('unconfirmed'),
      condition: ANY,
    },
    {
      name: 'guard-tripped',
      says: 'a guard ended an execution before it did more',
      toDo:
        'read in its cause which guard, its limit and what was found, and look at the data. If all is right, run the ' +
        'command in the cause, which goes on from there; if not, correct the data or the rule first',
      metric: items('guardTripped'),
      condition: ANY,
    },
    { name: 'failed-items', says: 'items could not be deleted', metric: items('failed'), condition: ANY },
    { name: 'undated-items', says: 'items without a usable age were met', metric: items('undated'), condition: ANY },
    ...watchedSchedule(deployed, executions),
    ...watchedRuns(deployed, items),
  ]
}

/** An execution that does not end is seen while it runs: the starts behind it are skipped, and those succeed. */
function watchedRuns({ schedule }: DeployedRule, items: MetricOf): readonly Watched[] {
  if (schedule === undefined || !schedule.enabled) return []
  const intervalSeconds = intervalOf(schedule).longestSeconds ?? UNKNOWN_INTERVAL_SECONDS
  return [
    {
      name: 'skipped-starts',
      says: 'starts were skipped one after another, because an earlier execution still runs',
      metric: items('skipped'),
      condition: skips(intervalSeconds),
    },
    {
      name: 'running-long',
      says: 'an execution has been running for more than two intervals of the schedule',
      metric: items('secondsSinceStart', 'Maximum'), // each pass says it, and a pass takes at most 15 minutes
      condition: { ...above(2 * intervalSeconds), Period: 3_600 },
    },
  ]
}

function watchedSchedule({ id, schedule }: DeployedRule, executions: MetricOf): readonly Watched[] {
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
