import type { DeployedRule, Schedule } from './deployedRule.ts'
import { allow, role } from './roles.ts'

/**
 * For how long (seconds) and how often EventBridge Scheduler tries to start an execution. After an hour it gives up:
 * the next execution deletes what this one would have deleted.
 */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 }

/** SQS's own limit: a start that failed can still be seen after two weeks' holiday. */
const DEAD_LETTER_RETENTION_SECONDS = 14 * 86_400

/**
 * The resources of a rule's schedule: the schedule itself, its role, the queue for starts that failed, and a group for
 * this schedule alone, since CloudWatch counts by group. They are made here because the schedules of the state machine
 * plugin have neither a retry policy nor a dead-letter queue.
 */
export function scheduleResources(
  { id, name }: Pick<DeployedRule, 'id' | 'name'>,
  { expression, timezone, enabled }: Schedule,
): Record<string, object> {
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
    [`${id}ScheduleRole`]: role('scheduler.amazonaws.com', [
      allow(['states:StartExecution'], stateMachine),
      allow(['sqs:SendMessage'], deadLetters),
    ]),
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
