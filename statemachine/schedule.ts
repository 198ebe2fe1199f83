import type { DeployedRule, Schedule } from './deployedRule.ts'
import { allow, role } from './roles.ts'

/**
 * For how long (seconds) and how often EventBridge Scheduler tries to start an execution. After an hour it gives up:
 * the next execution deletes what this one would have deleted.
 */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 }

/**
 * Scheduler refuses a recurring schedule whose StartDate is earlier than 5 minutes ago, and a deployment takes minutes
 * until it makes the schedule. A start within this time, or past, is left out.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
const DEPLOYMENT_MS = 10 * 60_000

/** SQS's own maximum: a start that failed can still be seen after a holiday of two weeks. */
const DEAD_LETTER_RETENTION_SECONDS = 14 * 86_400

/**
 * The resources of a rule's schedule: the schedule itself, its role, the queue for starts that failed, and a group for
 * this schedule alone, since CloudWatch counts by group. They are made here because the schedules of the state machine
 * plugin have neither a retry policy nor a dead-letter queue.
 */
export function scheduleResources(
  { id, name, rule }: DeployedRule,
  schedule: Schedule,
  nowMs: number,
): Record<string, object> {
  const { expression, timezone, enabled } = schedule
  const { permissionsBoundary } = rule.deployment
  const startDate = startDateOf(schedule, nowMs)
  const stateMachine = { Ref: `${id}StateMachine` }
  const deadLetters = { 'Fn::GetAtt': [`${id}DeadLetters`, 'Arn'] }
  return {
    [`${id}ScheduleGroup`]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: name } },
    [`${id}Schedule`]: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: name,
        GroupName: { Ref: `${id}ScheduleGroup` },
        ScheduleExpression: expression,
        ...(timezone === undefined ? {} : { ScheduleExpressionTimezone: timezone }),
        ...(startDate === undefined ? {} : { StartDate: startDate }),
        State: enabled ? 'ENABLED' : 'DISABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: stateMachine,
          RoleArn: { 'Fn::GetAtt': [`${id}ScheduleRole`, 'Arn'] },
          Input: '{}',
          RetryPolicy: RETRY_POLICY,
          DeadLetterConfig: { Arn: deadLetters },
        },
      },
    },
    [`${id}ScheduleRole`]: role(
      'scheduler.amazonaws.com',
      [allow(['states:StartExecution'], stateMachine), allow(['sqs:SendMessage'], deadLetters)],
      permissionsBoundary,
    ),
    [`${id}DeadLetters`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: `${name}-dead-letters`,
        MessageRetentionPeriod: DEAD_LETTER_RETENTION_SECONDS,
        SqsManagedSseEnabled: true,
      },
    },
  }
}

/**
 * What a person should know of a schedule before it is deployed, or undefined. A rate schedule without a start date
 * starts at once: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleNotice({ rule, schedule }: DeployedRule, nowMs: number): string | undefined {
  if (schedule === undefined || !schedule.enabled || !schedule.expression.startsWith('rate')) return undefined
  if (startDateOf(schedule, nowMs) !== undefined) return undefined
  const why = schedule.startMs === undefined ? 'has no startDate' : 'has a startDate that is past, which is left out'
  return (
    `rule ${rule.name}: the schedule ${schedule.expression} ${why}: it starts an execution as soon as it is deployed, ` +
    'and again as soon as a deployment changes it'
  )
}

/** In UTC, as CloudFormation takes it. A one-time schedule ignores it. */
function startDateOf({ expression, startMs }: Schedule, nowMs: number): string | undefined {
  if (startMs === undefined || startMs < nowMs + DEPLOYMENT_MS || expression.startsWith('at')) return undefined
  return new Date(startMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
