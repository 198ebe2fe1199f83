import type { DeployedRule } from './deployedRule.ts'
import { intervalOf } from './interval.ts'
import { dimensionsOf, METRICS_NAMESPACE } from './metrics.ts'

const RUNBOOK = 'docs/operating.md'

/** Seconds in which what happened is summed up. */
const PERIOD_SECONDS = 300

/** Seconds: CloudWatch's bounds of an alarm's window, and of a window whose periods are shorter than an hour. */
const MAX_WINDOW_SECONDS = 7 * 86_400
const MAX_SHORT_WINDOW_SECONDS = 86_400

interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
  readonly Statistic: 'Sum' | 'Maximum'
}

/** What an alarm looks at, and what whoever gets it reads first. */
interface Watched {
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

/**
 * A rule's alarms, and the topic that mails them where the rule says to whom. An execution that somebody stopped
 * (ExecutionsAborted) raises none: who stopped it knows.
 */
export function alarmResources(deployed: DeployedRule): Record<string, object> {
  const { id, name, rule } = deployed
  const { alarmEmail } = rule.deployment
  const actions = alarmEmail === undefined ? {} : { AlarmActions: [{ Ref: `${id}AlarmTopic` }] }
  const alarms = watched(deployed).map(({ name: last, says, metric, condition }) => [
    `${id}${pascal(last)}Alarm`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: alarmName(deployed, last),
        AlarmDescription: `Rule ${rule.name}, stage ${deployed.stage}: ${says}. What to do: ${RUNBOOK}, "${last}"`,
        ...metric,
        ...condition,
        ...actions,
      },
    },
  ])
  return {
    ...(alarmEmail === undefined ? {} : { [`${id}AlarmTopic`]: topic(name, alarmEmail) }),
    ...Object.fromEntries(alarms),
  }
}

/** The names of a rule's alarms in the account. */
export function alarmNames(deployed: DeployedRule): readonly string[] {
  return watched(deployed).map(({ name }) => alarmName(deployed, name))
}

function alarmName({ name }: DeployedRule, last: string): string {
  return `${name}-${last}`
}

function watched(deployed: DeployedRule): readonly Watched[] {
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

/** Nothing at all for so many seconds, rounded up to whole periods; undefined where no alarm can look back so far. */
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

function topic(name: string, email: string): object {
  return {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: `${name}-alarms`, Subscription: [{ Protocol: 'email', Endpoint: email }] },
  }
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
